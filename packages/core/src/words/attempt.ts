import type { Operation } from './operations.ts'
import type { Usage } from './usage.ts'

/**
 * One request that went upstream, told as it ends, whatever its end. A retried, hedged or abandoned call has several; a
 * cache hit has none. It holds no error object, since errors hold attempts and both go to JSON.
 */
export interface Attempt {
  readonly provider: string
  readonly baseURL?: string | undefined
  readonly scope?: string | undefined
  readonly model?: string | undefined
  /** The model that was asked for, by the caller or the provider's default; `model` is as the server names it. */
  readonly askedModel?: string | undefined
  readonly operation: Operation
  /** Unix ms. */
  readonly startedAt: number
  readonly durationMs: number
  readonly firstTokenMs?: number | undefined
  /** `cut`: the stream ended before the answer was complete. */
  readonly outcome: 'done' | 'failed' | 'cut' | 'aborted'
  readonly usage?: Usage | undefined
  /** The error's code, where it failed. */
  readonly code?: string | undefined
}
