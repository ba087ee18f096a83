import type { Attempt } from './attempt.ts'
import type { Cost, Usage } from './usage.ts'

/** Something that did not stop the call but should be known: words for people, a code for programs. */
export interface Warning {
  readonly code: string
  readonly message: string
}

/** That an answer came out of a cache. */
export interface Cached {
  /** When it was stored, Unix ms. */
  readonly at: number
  readonly ageMs: number
  readonly store: string
  /** The answer of an equal call that was under way. */
  readonly shared?: boolean | undefined
}

export interface Timing {
  /** From the caller's call to the answer's end, waits and retries included. */
  readonly totalMs: number
  /** From the caller's call to the first piece of content. Absent for an answer that came whole. */
  readonly firstTokenMs?: number | undefined
}

/** The reply's headers worth keeping: rate limits, retry hints, request id, date. Lower-case names, at most 200 characters each. */
export type ReplyHeaders = Readonly<Record<string, string>>

/** What stands on every response, whatever the operation, so that one layer serves them all. */
export interface ResponseBase {
  readonly provider: string
  /** As the server names it; else as asked for. */
  readonly model: string
  readonly id?: string | undefined
  readonly usage?: Usage | undefined
  /** `undefined` when no price is known, never 0 for that. */
  readonly cost?: Cost | undefined
  readonly cached?: Cached | undefined
  readonly attempts: readonly Attempt[]
  readonly timing: Timing
  readonly warnings: readonly Warning[]
  readonly headers?: ReplyHeaders | undefined
}

/** As much of the base as is known: what a provider's result or a stream's `finish` may carry. */
export type BaseTold = { readonly [K in keyof ResponseBase]?: ResponseBase[K] | undefined }
