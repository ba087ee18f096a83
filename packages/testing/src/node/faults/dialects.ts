import type { WireKit } from '../../wire/wire-kit.ts'
import type { Play, Plays } from './fault.ts'
import { stream } from './good.ts'

/** The streams that the wire itself knows for a fault. */
export const dialectsOf = (wire: WireKit, id: string): Plays =>
  Object.fromEntries(
    Object.entries(wire.dialects?.()[id] ?? {}).map(([variant, pieces]) => [
      variant,
      ((exchange) => stream(exchange, ...pieces)) satisfies Play,
    ]),
  )
