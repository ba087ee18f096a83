import type { Exchange } from '../loopback-server.ts'

/** What a scripted fault works with. */
export interface FaultExchange extends Exchange {
  /** Which request this fault is asked for, from 1, since it was chosen. */
  readonly count: number
  /** The client asked for a stream. */
  readonly wantsStream: boolean
  /** The key the client sent, for servers that echo it. */
  readonly key: string
  /** Base URLs that a redirect may name. */
  readonly here: string
  readonly elsewhere: string
  /** Waits until the test calls `release()`, at most 250 ms: what came before has then been read. */
  released(): Promise<void>
}

export type Play = (exchange: FaultExchange) => unknown

/** One line of the fault list: what goes wrong, and how the server does it. */
export interface Fault {
  /** In the words of the list. */
  readonly title: string
  /** The script, or several by name; the first one is the default. */
  readonly play: Play | Readonly<Record<string, Play>>
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
