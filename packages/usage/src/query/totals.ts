import type { UsageFigure, UsageSum } from '@aiu/core'

/** Amounts by currency, exact to a billionth: `cost.USD`. */
export type Amounts = Readonly<Record<string, number>>

/** Rows put together. A figure of a usage that no row told is absent, never 0. */
export interface Totals extends Readonly<Partial<Record<UsageFigure, number>>> {
  /** What users asked for: retries and askings anew are not calls of their own; answers out of a cache are. */
  readonly calls: number
  /** What went upstream. */
  readonly requests: number
  /** Answers out of a cache. */
  readonly hits: number
  /** Answers of an equal call that was under way. */
  readonly shared: number
  /** Of the requests, those that did not end as `done`. */
  readonly failed: number
  readonly cost: Amounts
  /** What hits and shared answers would have cost. */
  readonly saved: Amounts
  /** What they would have used. */
  readonly savedUsage: Readonly<Partial<Record<UsageFigure, number>>>
  /** Requests that used something whose price is not known: `cost` lacks them. */
  readonly unpriced: number
  /** Requests whose usage was counted or estimated, not told by the provider. */
  readonly estimated: number
  /** Of the requests, together. */
  readonly durationMs: number
}

/** A store's sum with its columns and figures side by side. */
export function totalsOf<C extends string>({
  by,
  used,
  saved,
  savedCost,
  ...counts
}: UsageSum): Totals & Readonly<Record<C, string>> {
  return { ...(by as Readonly<Record<C, string>>), ...counts, ...used, saved: savedCost, savedUsage: saved }
}
