import {
  type Cost,
  isAiuError,
  type UsageColumn,
  type UsageQuery,
  type UsageRow,
  type UsageStore,
  type UsageSum,
} from '@aiu/core'
import { must, type Rule, same, show } from '../rule.ts'

/** One test of the suite. */
export interface UsageCheck extends Rule {
  readonly name: string
  /** Why it cannot be asked of this store. */
  without?(store: UsageStore): string | undefined
  /** `hasRows`: whether the store keeps its rows, so that it must know every sum. */
  run(store: UsageStore, hasRows: boolean): Promise<void>
}

/** 2026-11-23, midnight of UTC, Unix ms. */
export const DAY_START = 1_795_392_000_000
export const DAY_MS = 86_400_000

let made = 0
/** A row with an id of its own: a chat that ended well, at noon. */
export const row = (fields: Partial<UsageRow> = {}): UsageRow => {
  const id = `row-${++made}`
  return {
    id,
    callId: `call-${id}`,
    at: DAY_START + DAY_MS / 2,
    provider: 'fake',
    model: 'm',
    operation: 'chat',
    outcome: 'done',
    attempt: 1,
    durationMs: 10,
    ...fields,
  }
}
export const usd = (amount: number, currency = 'USD'): Cost => ({
  amount,
  currency,
  source: 'test',
  lines: [],
})
export const tokens = (inputTokens: number): UsageRow['usage'] => ({ inputTokens, source: 'provider' })

/** All rows of a query together. */
export async function total(store: UsageStore, query: UsageQuery = {}): Promise<UsageSum> {
  const sums = await store.sum(query)
  must(sums.length === 1, () => `${sums.length} sums came for a query without columns, not one.`)
  return sums[0] as UsageSum
}

/** What is looked at of each group: its value of a column, and its requests. */
export async function counts(
  store: UsageStore,
  column: UsageColumn,
  query: UsageQuery = {},
): Promise<readonly (readonly [value: string | undefined, requests: number])[]> {
  return (await store.sum({ ...query, by: [column] })).map(({ by, requests }) => [by[column], requests])
}

export function mustBe(found: unknown, wanted: unknown, what: string): void {
  must(same(found, wanted), () => `${what}: ${show(found)}, not ${show(wanted)}.`)
}

/** The figures of a record in one order, so that two can be compared. */
export const inOrder = (record: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1))

/**
 * For sums that may need the rows themselves: by tag, and of parts of days. They are exact, or refused with `unsupported`, never guessed.
 * A store that has its rows must know them.
 */
export async function exactOrRefused(hasRows: boolean, sum: () => Promise<void>): Promise<void> {
  try {
    await sum()
  } catch (cause) {
    if (hasRows || !isAiuError(cause, 'unsupported')) throw cause
  }
}
