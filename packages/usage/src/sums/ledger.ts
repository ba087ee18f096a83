import type { UsageFigure, UsageRow, UsageSum } from '@aiu/core'
import { entryOf, type Group, isPaid, type Measured } from './entry.ts'
import { FIGURES } from './figures.ts'
import type { Selection } from './selection.ts'
import { FIGURE, fromUnits, MONEY, plus, type Units } from './units.ts'

/** Sums rows, and sums of rows, by the columns of a query. */
export interface Ledger {
  /** Adds the rows that the query is about, and leaves out the others. */
  addRows(rows: Iterable<UsageRow>): void
  /** Adds rows that are summed already. `values` are those of the query's columns, in their order. */
  add(
    values: readonly string[],
    group: Pick<Group, 'outcome' | 'again' | 'currency'>,
    measured: Measured,
  ): void
  /** One sum for each set of values, in the order of the values. Without columns there is one sum, even of nothing. */
  sums(): readonly UsageSum[]
}

type Count = 'calls' | 'requests' | 'hits' | 'shared' | 'failed' | 'unpriced' | 'estimated'

interface Account {
  readonly values: readonly string[]
  readonly counts: Record<Count, number>
  readonly used: Partial<Record<UsageFigure, Units>>
  readonly saved: Partial<Record<UsageFigure, Units>>
  readonly cost: Map<string, Units>
  readonly savedCost: Map<string, Units>
  durationMs: Units
}

const newAccount = (values: readonly string[]): Account => ({
  values,
  counts: { calls: 0, requests: 0, hits: 0, shared: 0, failed: 0, unpriced: 0, estimated: 0 },
  used: {},
  saved: {},
  cost: new Map(),
  savedCost: new Map(),
  durationMs: 0,
})

const compare = (a: Account, b: Account): number => {
  const at = a.values.findIndex((value, index) => value !== b.values[index])
  return at < 0 ? 0 : (a.values[at] as string) < (b.values[at] as string) ? -1 : 1
}

/** The numbers of sums by name. A currency is any word of the app, even `__proto__`. */
const toNumbers = (
  sums: Iterable<readonly [name: string, units: Units]>,
  perOne: number,
): Readonly<Record<string, number>> =>
  Object.fromEntries([...sums].map(([name, units]) => [name, fromUnits(units, perOne)]))

export function ledger({ by, has, valuesOf }: Pick<Selection, 'by' | 'has' | 'valuesOf'>): Ledger {
  const accounts = new Map<string, Account>()
  if (!by.length) accounts.set('[]', newAccount([]))
  const add: Ledger['add'] = (values, { outcome, again, currency }, measured) => {
    const key = JSON.stringify(values)
    const own = accounts.get(key) ?? newAccount(values)
    accounts.set(key, own)
    const { counts } = own
    const rows = Number(measured.rows ?? 0)
    const paid = isPaid(outcome)
    if (!again) counts.calls += rows
    if (paid) counts.requests += rows
    if (paid && outcome !== 'done') counts.failed += rows
    if (outcome === 'hit') counts.hits += rows
    if (outcome === 'shared') counts.shared += rows
    counts.unpriced += Number(measured.unpriced ?? 0)
    counts.estimated += Number(measured.estimated ?? 0)
    own.durationMs = plus(own.durationMs, measured.durationMs ?? 0)
    const { cost } = measured
    if (cost !== undefined && cost !== null) {
      const money = paid ? own.cost : own.savedCost
      money.set(currency, plus(money.get(currency) ?? 0, cost))
    }
    const figures = paid ? own.used : own.saved
    for (const figure of FIGURES) {
      const units = measured[figure]
      if (units !== undefined && units !== null) figures[figure] = plus(figures[figure] ?? 0, units)
    }
  }
  return {
    addRows(rows) {
      for (const row of rows) {
        if (!has(row)) continue
        const { group, measured } = entryOf(row)
        add(valuesOf(row), group, measured)
      }
    },
    add,
    sums: () =>
      [...accounts.values()].toSorted(compare).map((own) => ({
        by: Object.fromEntries(by.map((column, index) => [column, own.values[index] as string])),
        ...own.counts,
        used: toNumbers(Object.entries(own.used), FIGURE),
        saved: toNumbers(Object.entries(own.saved), FIGURE),
        cost: toNumbers(own.cost, MONEY),
        savedCost: toNumbers(own.savedCost, MONEY),
        durationMs: fromUnits(own.durationMs, FIGURE),
      })),
  }
}
