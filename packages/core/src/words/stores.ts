import type { Attempt } from './attempt.ts'
import type { Operation } from './operations.ts'
import type { Endpoint } from './provider.ts'
import type { Cost, Usage } from './usage.ts'

type Maybe<T> = T | Promise<T>

/** A right, held for a while, to fill one key. */
export interface Lease {
  release(): Maybe<void>
}

/** What a cache keeps its entries in. Values are JSON. Any Keyv instance fits; what a store lacks is stated here. */
export interface CacheStore {
  /** In `cached.store` and reports: "memory". */
  readonly name?: string | undefined
  /** Its values never leave this process: it keeps them as they are, and a key may be the question itself. */
  readonly inProcess?: boolean | undefined
  get(key: string): Maybe<unknown>
  /** `ttlMs`: an integer above 0; absent means the store's own default. */
  set(key: string, value: unknown, ttlMs?: number): Maybe<unknown>
  delete(key: string): Maybe<unknown>
  clear(): Maybe<unknown>
  /** The same store in another namespace. Absent: the layer puts the namespace into the key, and cannot clear one alone. */
  within?(namespace: string): CacheStore
  /** Takes the right to fill a key, across processes; `undefined` when another holds it. Absent: single flight holds within one process. */
  lease?(key: string, ttlMs: number): Maybe<Lease | undefined>
  /** Every live entry. Absent: no `explainMiss`, no sweep. */
  entries?(): AsyncIterable<readonly [key: string, value: unknown]>
  statistics?(): Maybe<Readonly<Record<string, number>>>
}

/** How many units may be used in any stretch of `perMs`. */
export interface LimitRule {
  readonly amount: number
  /** Absent: how many may be held at once. What is held is given back when it is settled, or when its `holdMs` are over. */
  readonly perMs?: number | undefined
}
/** What a call will need at the most, by unit: requests, tokens, billionths of a currency. Whole numbers. */
export interface ReserveRequest {
  readonly units: Readonly<Record<string, number>>
  /** A rule for each unit. Two who disagree about one key's unit are refused, with the code `configuration`. */
  readonly limits: Readonly<Record<string, LimitRule>>
  /**
   * For how long, at most, the reservation is held for one who may never settle it. Then what it holds is given back; what counts
   * within a stretch of time stays as reserved, since it may have been used.
   */
  readonly holdMs: number
}
/** A reservation's id. */
export interface Reserved {
  readonly id: string
}
/** Nothing was reserved. */
export interface NotReserved {
  /**
   * How long until it may be had, if nobody settles for less meanwhile: ask again then. Where calls under way stand in the way, a
   * guess; Infinity where it asks for more than there ever is.
   */
  readonly waitMs: number
  /** What is left of each unit. Absent: not known. */
  readonly left?: Readonly<Record<string, number>> | undefined
}
/**
 * Reserves first, learns the truth later. Each verb is atomic: read-then-write loses updates between processes. A reservation counts
 * from the moment it was made, by the store's own clock, which only goes forward.
 */
export interface LimitStore {
  /** All units, or none. */
  reserve(key: string, request: ReserveRequest): Maybe<Reserved | NotReserved>
  /**
   * Once. `used` stands in place of what was reserved, for the same moment; it may be more. A unit that is not named stays as it was
   * reserved. What is held is given back. An id that is not known does nothing.
   */
  settle(id: string, used: Readonly<Record<string, number>>): Maybe<void>
  /** As if it had never been reserved. */
  refund(id: string): Maybe<void>
}

/** One upstream request (or one cache hit, or one shared answer), as it is kept. It is JSON. */
export interface UsageRow {
  /** Unique: a row appended twice counts once. */
  readonly id: string
  readonly callId: string
  /** When it began, Unix ms. */
  readonly at: number
  /** Whose tracker wrote it. */
  readonly client?: string | undefined
  readonly provider: string
  readonly baseURL?: string | undefined
  readonly scope?: string | undefined
  /** As the server names it, else as asked for. */
  readonly model?: string | undefined
  readonly operation: Operation
  /** `hit` and `shared` were not paid for; their cost is what was saved. */
  readonly outcome: Attempt['outcome'] | 'hit' | 'shared'
  /** Which request of its call it was, from 1; absent for `hit` and `shared`. */
  readonly attempt?: number | undefined
  /** Why it was sent although its call had sent one before: that one failed or was slow, or its answer did not fit. Absent for the first. */
  readonly again?: 'retried' | 're-asked' | undefined
  readonly usage?: Usage | undefined
  /** `undefined` when no price is known, never 0 for that. */
  readonly cost?: Cost | undefined
  readonly durationMs: number
  readonly firstTokenMs?: number | undefined
  /** The error's code, where it failed. */
  readonly code?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}
/** A column to group by. `day` is "2026-11-23", of UTC. A row that lacks it counts under "". */
export type UsageColumn =
  | 'day'
  | 'client'
  | 'provider'
  | 'baseURL'
  | 'model'
  | 'operation'
  | 'outcome'
  | 'again'
  | 'code'
  | `tag:${string}`
/** Which rows, and by what they are put together. */
export interface UsageQuery {
  /** Default: all together. */
  readonly by?: readonly UsageColumn[] | undefined
  /** Only rows with these values. */
  readonly where?: { readonly [C in UsageColumn]?: string | undefined } | undefined
  /** Unix ms, inclusive. */
  readonly since?: number | undefined
  /** Unix ms, exclusive. */
  readonly until?: number | undefined
}
/** The figures of a usage that can be summed. */
export type UsageFigure = Exclude<keyof Usage, 'source' | 'serviceTier'>
/** Rows put together. A figure that no row told is absent. */
export interface UsageSum {
  /** The value of each column that was asked for. */
  readonly by: Readonly<Record<string, string>>
  /** What users asked for: rows that are not `again`, hits and shared answers among them. */
  readonly calls: number
  /** Rows that went upstream. */
  readonly requests: number
  readonly hits: number
  readonly shared: number
  /** Of the requests, those that did not end as `done`. */
  readonly failed: number
  readonly used: { readonly [F in UsageFigure]?: number }
  /** Of hits and shared answers. */
  readonly saved: { readonly [F in UsageFigure]?: number }
  /** By currency, exact to a billionth. */
  readonly cost: Readonly<Record<string, number>>
  readonly savedCost: Readonly<Record<string, number>>
  /** Requests that used something whose price is not known: `cost` lacks them. */
  readonly unpriced: number
  /** Requests whose usage was estimated or counted, not told by the provider. */
  readonly estimated: number
  /** Of the requests, together. */
  readonly durationMs: number
}
/** Append-only rows and their sums. */
export interface UsageStore {
  /** In reports: "memory". */
  readonly name?: string | undefined
  /** Atomic: all of them, or it rejects and may be asked again with the same rows, since a row counts once. */
  append(rows: readonly UsageRow[]): Maybe<void>
  /** Groups in the order of their columns' values. Without `by`, always one. */
  sum(query: UsageQuery): Maybe<readonly UsageSum[]>
  /** Rows as they were appended, the oldest first; `by` changes nothing. Absent: sums alone are kept. */
  rows?(query: UsageQuery): AsyncIterable<UsageRow>
  clear?(): Maybe<void>
  close?(): Maybe<void>
}

/** What a use is priced by. */
export interface Priced {
  readonly endpoint: Endpoint
  readonly model: string
  readonly operation: Operation
  /** Unix ms: prices change. */
  readonly at: number
}
/** What it costs, or `undefined` when no price is known; never 0 for that. */
export type Price = (usage: Usage, of: Priced) => Cost | undefined

/** What servers turned out not to take, by base URL and model. Any Keyv instance or Map fits. */
export interface CapabilityMemory {
  get(key: string): Maybe<unknown>
  set(key: string, value: unknown): Maybe<unknown>
}
