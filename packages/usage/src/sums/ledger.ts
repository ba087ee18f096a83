import type { UsageFigure, UsageSum } from '@aiu/core'
import { type Group, isPaid, type Measured } from './entry.ts'
import { FIGURES } from './figures.ts'
import { FIGURE, fromUnits, MONEY, plus, type Units } from './units.ts'

/** Puts entries, and sums of them, together by the values of columns. */
export interface Ledger {
  /** `values`: of the columns, in their order. */
  add(
    values: readonly string[],
    group: Pick<Group, 'outcome' | 'again' | 'currency'>,
    measured: Measured,
  ): void
  sums(): readonly UsageSum[]
}

type Sums<K extends string> = Partial<Record<K, Units>>

interface Account {
  readonly values: readonly string[]
  readonly counts: Record<
    'calls' | 'requests' | 'hits' | 'shared' | 'failed' | 'unpriced' | 'estimated',
    number
  >
  readonly used: Sums<UsageFigure>
  readonly saved: Sums<UsageFigure>
  readonly cost: Map<string, Units>
  readonly savedCost: Map<string, Units>
  durationMs: Units
}

const account = (values: readonly string[]): Account => ({
  values,
  counts: { calls: 0, requests: 0, hits: 0, shared: 0, failed: 0, unpriced: 0, estimated: 0 },
  used: {},
  saved: {},
  cost: new Map(),
  savedCost: new Map(),
  durationMs: 0,
})

const figuresOf = (sums: Sums<UsageFigure>): UsageSum['used'] => {
  const told: Partial<Record<UsageFigure, number>> = {}
  for (const figure of FIGURES) {
    const units = sums[figure]
    if (units !== undefined) told[figure] = fromUnits(units, FIGURE)
  }
  return told
}
/** Currencies are words of somebody else: any may be among them. */
const amountsOf = (sums: ReadonlyMap<string, Units>): UsageSum['cost'] =>
  Object.fromEntries([...sums].map(([name, units]) => [name, fromUnits(units, MONEY)]))

const inOrder = (a: Account, b: Account): number => {
  const at = a.values.findIndex((value, index) => value !== b.values[index])
  return at < 0 ? 0 : (a.values[at] as string) < (b.values[at] as string) ? -1 : 1
}

export function ledger(columns: readonly string[]): Ledger {
  const accounts = new Map<string, Account>()
  // Without columns there is one sum, even of nothing.
  if (!columns.length) accounts.set('[]', account([]))
  return {
    add(values, { outcome, again, currency }, measured) {
      const key = JSON.stringify(values)
      const own = accounts.get(key) ?? account(values)
      accounts.set(key, own)
      const rows = Number(measured.rows ?? 0)
      const { counts } = own
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
    },
    sums: () =>
      [...accounts.values()].toSorted(inOrder).map((own) => ({
        by: Object.fromEntries(columns.map((column, index) => [column, own.values[index] as string])),
        ...own.counts,
        used: figuresOf(own.used),
        saved: figuresOf(own.saved),
        cost: amountsOf(own.cost),
        savedCost: amountsOf(own.savedCost),
        durationMs: fromUnits(own.durationMs, FIGURE),
      })),
  }
}
