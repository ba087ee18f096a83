import type { UsageFigure, UsageSum } from '@aiu/core'
import { FIGURES, type Group, isPaid, type Measured } from './entry.ts'
import { FIGURE, fromUnits, MONEY } from './units.ts'

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

interface Account {
  readonly values: readonly string[]
  readonly counts: Record<
    'calls' | 'requests' | 'hits' | 'shared' | 'failed' | 'unpriced' | 'estimated',
    number
  >
  readonly used: Map<UsageFigure, bigint>
  readonly saved: Map<UsageFigure, bigint>
  readonly cost: Map<string, bigint>
  readonly savedCost: Map<string, bigint>
  durationMs: bigint
}

const account = (values: readonly string[]): Account => ({
  values,
  counts: { calls: 0, requests: 0, hits: 0, shared: 0, failed: 0, unpriced: 0, estimated: 0 },
  used: new Map(),
  saved: new Map(),
  cost: new Map(),
  savedCost: new Map(),
  durationMs: 0n,
})

function put<K>(sums: Map<K, bigint>, key: K, units: number | bigint | null | undefined): void {
  if (units !== undefined && units !== null) sums.set(key, (sums.get(key) ?? 0n) + BigInt(units))
}

const told = <K extends string>(sums: ReadonlyMap<K, bigint>, perOne: number): Record<K, number> =>
  Object.fromEntries([...sums].map(([name, units]) => [name, fromUnits(units, perOne)])) as Record<K, number>

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
      own.durationMs += BigInt(measured.durationMs ?? 0)
      put(paid ? own.cost : own.savedCost, currency, measured.cost)
      const figures = paid ? own.used : own.saved
      for (const figure of FIGURES) put(figures, figure, measured[figure])
    },
    sums: () =>
      [...accounts.values()].toSorted(inOrder).map((own) => ({
        by: Object.fromEntries(columns.map((column, index) => [column, own.values[index] as string])),
        ...own.counts,
        used: told(own.used, FIGURE),
        saved: told(own.saved, FIGURE),
        cost: told(own.cost, MONEY),
        savedCost: told(own.savedCost, MONEY),
        durationMs: fromUnits(own.durationMs, FIGURE),
      })),
  }
}
