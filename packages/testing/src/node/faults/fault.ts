import type { WireAnswer, WireAsk, WireError, WireKit } from '../../wire/wire-kit.ts'
import type { Exchange } from '../loopback-server.ts'

/** What a scripted fault works with. */
export interface FaultExchange extends Exchange {
  readonly wire: WireKit
  /** What good answers say. */
  readonly said: WireAnswer
  /** What every question is answered with instead. */
  readonly refusing: (WireError & { readonly status: number }) | undefined
  /** What the request asks for; `undefined`: nothing that the wire knows. */
  readonly ask: WireAsk | undefined
  /** Which request this fault is asked for, from 1, since it was chosen. */
  readonly count: number
  /** The client asked for a stream. */
  readonly wantsStream: boolean
  /** The key the client sent, in brackets, for servers that echo it. */
  readonly key: string
  /** The request's path as a client without faults asks it. */
  readonly path: string
  /** Origins that a redirect may name. */
  readonly here: string
  readonly elsewhere: string
  /** Waits until the test calls `release()`, at most 250 ms: what came before has then been read. */
  released(): Promise<void>
}

export type Play = (exchange: FaultExchange) => unknown
/** Scripts by the name of their variant; the first one is the default. A fault with one script alone names it ''. */
export type Plays = Readonly<Record<string, Play>>

/** One line of the fault list: what goes wrong, and how a server of a wire does it. */
export interface Fault {
  /** In the words of the list. */
  readonly title: string
  /** Empty: no server of this wire can do it. */
  plays(wire: WireKit): Plays
}

/** Faults that no server plays, but an address: nobody listens, a bad certificate, an unknown host. */
export interface AddressFault {
  readonly title: string
  /** By name; the first one is the default. */
  readonly address: Readonly<Record<string, (addresses: Addresses) => string>>
}

/** Origins made for the faults of addresses. */
export interface Addresses {
  readonly closedPort: string
  readonly selfSigned: string
  readonly expired: string
}
