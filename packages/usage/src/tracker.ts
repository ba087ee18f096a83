import type {
  BaseTold,
  CallOptions,
  Endpoint,
  Operation,
  ResponseBase,
  UsageColumn,
  UsageRow,
} from '@aiu/core'
import type { RowsQuery } from './query/period.ts'
import type { Totals } from './query/totals.ts'

/** What the layer tells of one call. Nothing of it throws. */
export interface UsageCall<Q extends CallOptions> {
  /** The request to go on with: its attempts are told to the tracker. */
  readonly request: Q
  /** The answer as its caller gets it, with its cost. */
  answered<R extends ResponseBase>(response: R): R
  /** An event of a stream as its reader gets it; `finish` with the cost. */
  event<E extends BaseTold & { readonly type: string }>(event: E): E
  /** It has failed, or a stream is over in any way. */
  ended(error?: unknown): void
}

/** A row of the app's own making: what is left out of it, the tracker fills in. */
export type OwnRow = Omit<UsageRow, 'id' | 'callId' | 'at' | 'durationMs'> &
  Partial<Pick<UsageRow, 'id' | 'callId' | 'at' | 'durationMs'>>

/** Keeps what calls used and cost, and tells it. */
export interface UsageTracker {
  /** For the layer: a call begins. */
  begin<Q extends CallOptions>(operation: Operation, request: Q, endpoint: Endpoint): UsageCall<Q>
  /** Keeps a row of the app's own, priced where it has a usage and no cost. Throws `invalid-request` for one that cannot be kept. */
  track(row: OwnRow): void
  /** Has each row as it is made, in the background; what it throws changes nothing. Gives back how to stop. */
  subscribe(listener: (row: UsageRow) => void): () => void
  /** All rows together, those told just now among them. */
  totals(query?: RowsQuery & { readonly by?: undefined }): Promise<Totals>
  /**
   * Rows put together by columns.
   *
   * @example for (const { day, model, calls, cost } of await tracker.totals({ by: ['day', 'model'], since: '7d' })) print(day, model, calls, cost.USD)
   */
  totals<const C extends UsageColumn>(
    query: RowsQuery & { readonly by: readonly C[] },
  ): Promise<readonly (Totals & Readonly<Record<C, string>>)[]>
  /** The rows themselves, the oldest first. Throws `unsupported` where the store keeps sums alone. */
  rows(query?: RowsQuery): AsyncIterable<UsageRow>
  /** Forgets all rows, of others in a shared store too. */
  reset(): Promise<void>
  /**
   * Resolves when all that was told is in the store; rejects when the store does not take it: then it is tried again later.
   * `atOnce`: all of it in one piece, begun before this returns, for the last moment of a process.
   */
  flush(atOnce?: boolean): Promise<void>
  /**
   * Writes what is still to be written, of calls under way too, and closes the store. Rejects when the store does not take it. What is
   * told later is lost, and reported so.
   */
  close(): Promise<void>
  /** `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
