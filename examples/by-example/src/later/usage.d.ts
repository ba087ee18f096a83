// LATER: these packages do not exist yet. Their types to be, so that the examples can be written against them.
// Delete this file when they come.

declare module '@aiu/usage' {
  import type { Layer, Price, UsageStore } from '@aiu/core'

  export type UsageColumn = 'day' | 'model' | 'provider' | 'outcome' | 'operation' | `tag:${string}`
  /** An amount in each currency that was paid in. */
  export type Amounts = readonly { readonly amount: number; readonly currency: string }[]
  export interface Totals {
    readonly calls: number
    readonly inputTokens: number
    readonly outputTokens: number
    readonly cost: Amounts
    /** What hits and shared answers would have cost. */
    readonly saved: Amounts
  }
  export interface TotalsQuery {
    /** Inclusive. A date, Unix ms, or how long ago: "7d", "24h". */
    readonly since?: string | number | Date | undefined
    /** Exclusive. */
    readonly until?: string | number | Date | undefined
  }
  export interface UsageTracker {
    totals(query?: TotalsQuery & { readonly by?: undefined }): Promise<Totals>
    totals<const C extends UsageColumn>(
      query: TotalsQuery & { readonly by: readonly C[] },
    ): Promise<readonly (Totals & Readonly<Record<C, string>>)[]>
    /** Writes what is still to be written. */
    close(): Promise<void>
  }
  export function createUsageTracker(options?: {
    /** Default: memory. */
    readonly store?: UsageStore | undefined
    readonly price?: Price | undefined
  }): UsageTracker
  export function usage(tracker: UsageTracker): Layer
}
