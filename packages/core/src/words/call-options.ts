import type { Attempt } from './attempt.ts'
import type { ChatResponse } from './chat.ts'

/** A request's body as it is about to be sent, under the wire's own names. */
export type WireBody = Readonly<Record<string, unknown>>

/** How a call is made. None of it reaches the wire, none of it is in a cache key (see `CALL_OPTIONS`). */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** When the whole call must have ended, in ms on the clock of `performance.now()`. */
  readonly deadline?: number | undefined
  /** One id for everything done for one call of the user's; shared by all its usage rows. */
  readonly callId?: string | undefined
  /** Why it is asked once more within one call: the answer before it did not fit. Set by `askJson`, kept in usage rows. */
  readonly again?: 're-asked' | undefined
  /** Labels for usage rows and spans. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** `bypass` neither reads nor stores, `refresh` only stores, `only` never goes upstream. Default `use`. */
  readonly cache?: 'use' | 'bypass' | 'refresh' | 'only' | undefined
  /** The cache's namespace for this call. */
  readonly namespace?: string | undefined
  /** Told each request that went upstream as it ends. Layers chain it; the innermost ring calls it. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined
  /** Is this answer good enough to keep? Set by `askJson`, asked by `cache` before it stores. */
  readonly accept?: ((response: ChatResponse) => boolean | Promise<boolean>) | undefined
  /**
   * Changes the body as it is about to be sent, for a server that does not take it as it is. Set by healing; providers that send a
   * body call it last.
   */
  readonly adapt?: ((body: WireBody) => WireBody) | undefined
}

/** The fields of a request that are not part of the question. Every other field is in a cache key. */
export const CALL_OPTIONS = [
  'signal',
  'deadline',
  'callId',
  'again',
  'tags',
  'cache',
  'namespace',
  'onAttempt',
  'accept',
  'adapt',
] as const satisfies readonly (keyof CallOptions)[]
