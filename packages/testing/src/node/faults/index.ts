import { chatCompletionsWire } from '../../wire/chat-completions.ts'
import type { WireKit } from '../../wire/wire-kit.ts'
import { bodies } from './bodies.ts'
import { connect } from './connect.ts'
import type { AddressFault, Fault } from './fault.ts'
import { redirects } from './redirects.ts'
import { secrets } from './secrets.ts'
import { statuses } from './statuses.ts'
import { streams } from './streams.ts'

/** Every fault that a server or an address can play, by its number. */
export const FAULTS = { ...connect, ...statuses, ...bodies, ...streams, ...redirects, ...secrets } as const

export type FaultId = keyof typeof FAULTS

/**
 * The names of a fault's variants; one without any has the single name ''. None at all: no server of this wire can do it. Default wire:
 * chat completions.
 */
export function variantsOf(id: FaultId, wire: WireKit = chatCompletionsWire): string[] {
  const fault: Fault | AddressFault = FAULTS[id]
  return Object.keys('address' in fault ? fault.address : fault.plays(wire))
}
