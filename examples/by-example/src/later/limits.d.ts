// LATER: what this package does not have yet. Its types to be, so that the examples can be written against them.
// Delete this file when it comes.

import type { Common, Layer, LimitStore, Price, Provider } from '@aiu/core'

declare module '@aiu/limits' {
  export interface RateLimitOptions {
    readonly requests?: number | undefined
    readonly tokens?: number | undefined
    /** The stretch of time that `requests` and `tokens` are for. Default 60 000. */
    readonly perMs?: number | undefined
    /** How many calls at once. */
    readonly concurrency?: number | undefined
    /** Default: the endpoint's name, base URL and scope. */
    readonly key?: string | undefined
    /** Default: this process. */
    readonly store?: LimitStore | undefined
  }
  export function rateLimit(options: RateLimitOptions): Layer

  export interface BudgetOptions {
    readonly amount: number
    /** ISO 4217. */
    readonly currency: string
    readonly per: 'run' | 'day' | 'month'
    readonly price: Price
    readonly key?: string | undefined
    readonly store?: LimitStore | undefined
  }
  /** Reserves what a call may cost at most, and settles what it did cost. */
  export function budget(options: BudgetOptions): Layer

  /** The first that answers. */
  export function fallback<const P extends readonly [Provider, ...Provider[]]>(
    ...providers: P
  ): Common<P[number]>

  export interface RouteOptions {
    readonly strategy: 'in-order' | 'weighted' | 'least-busy' | 'cheapest'
    /** By name, for `weighted`. */
    readonly weights?: Readonly<Record<string, number>> | undefined
    /** For `cheapest`. */
    readonly price?: Price | undefined
  }
  /** One of several that are as good as each other. */
  export function route<const P extends readonly [Provider, ...Provider[]]>(
    options: RouteOptions,
    ...providers: P
  ): Common<P[number]>

  /** Asks a second one too when the first is slow; the slower one is canceled. */
  export function hedge<const P extends readonly [Provider, Provider, ...Provider[]]>(
    options: { readonly afterMs: number },
    ...providers: P
  ): Common<P[number]>
}
