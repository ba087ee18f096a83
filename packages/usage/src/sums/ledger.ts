import type { UsageRow, UsageSum } from '@aiu/core'
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
type Kind = 'used' | 'saved' | 'cost' | 'savedCost' | 'duration'

interface Account {
  readonly values: readonly string[]
  readonly counts: Record<Count, number>
  /** By kind, and figure or currency: "used inputTokens". */
  readonly sums: Map<string, Units>
}

const newAccount = (values: readonly string[]): Account => ({
  values,
  counts: { calls: 0, requests: 0, hits: 0, shared: 0, failed: 0, unpriced: 0, estimated: 0 },
  sums: new Map(),
})

const compare = (a: Account, b: Account): number => {
  const at = a.values.findIndex((value, index) => value !== b.values[index])
  return at < 0 ? 0 : (a.values[at] as string) < (b.values[at] as string) ? -1 : 1
}

/** The sums of one kind, by figure or currency. A currency is any word of the app, even `__proto__`. */
const valuesOfKind = ({ sums }: Account, kind: Kind, perOne: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...sums]
      .filter(([key]) => key.startsWith(`${kind} `))
      .map(([key, units]) => [key.slice(kind.length + 1), fromUnits(units, perOne)]),
  )

export function ledger({ by, has, valuesOf }: Pick<Selection, 'by' | 'has' | 'valuesOf'>): Ledger {
  const accounts = new Map<string, Account>()
  if (!by.length) accounts.set('[]', newAccount([]))
  const add: Ledger['add'] = (values, { outcome, again, currency }, measured) => {
    const key = JSON.stringify(values)
    const own = accounts.get(key) ?? newAccount(values)
    accounts.set(key, own)
    const { counts, sums } = own
    const rows = Number(measured.rows ?? 0)
    const paid = isPaid(outcome)
    if (!again) counts.calls += rows
    if (paid) counts.requests += rows
    if (paid && outcome !== 'done') counts.failed += rows
    if (outcome === 'hit') counts.hits += rows
    if (outcome === 'shared') counts.shared += rows
    counts.unpriced += Number(measured.unpriced ?? 0)
    counts.estimated += Number(measured.estimated ?? 0)
    const put = (kind: Kind, name: string, units: Units | null | undefined): void => {
      if (units === undefined || units === null) return
      const id = `${kind} ${name}`
      sums.set(id, plus(sums.get(id) ?? 0, units))
    }
    put('duration', '', measured.durationMs)
    put(paid ? 'cost' : 'savedCost', currency, measured.cost)
    for (const figure of FIGURES) put(paid ? 'used' : 'saved', figure, measured[figure])
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
        used: valuesOfKind(own, 'used', FIGURE),
        saved: valuesOfKind(own, 'saved', FIGURE),
        cost: valuesOfKind(own, 'cost', MONEY),
        savedCost: valuesOfKind(own, 'savedCost', MONEY),
        durationMs: valuesOfKind(own, 'duration', FIGURE)[''] ?? 0,
      })),
  }
}
