import type { UsageFigure, UsageRow, UsageSum } from '@aiu/core'
import { type Exact, exact, isSummable } from './exact.ts'

/** Rows as they are put together. */
export interface Tally {
  add(row: UsageRow): void
  addAll(other: Tally): void
  readonly counts: Record<Count, number>
  readonly sums: Readonly<Record<Kind, ReadonlyMap<string, Exact>>>
  sum(by: UsageSum['by']): UsageSum
}
type Count = 'calls' | 'requests' | 'hits' | 'shared' | 'failed' | 'unpriced' | 'estimated'
type Kind = 'used' | 'saved' | 'cost' | 'savedCost' | 'time'

/** Figures and durations are kept to a thousandth, money to a billionth. */
const THOUSAND = 1_000
const BILLION = 1_000_000_000

const NOT_FIGURES: readonly string[] = ['source', 'serviceTier']

export function tally(): Tally {
  const counts = { calls: 0, requests: 0, hits: 0, shared: 0, failed: 0, unpriced: 0, estimated: 0 }
  const sums: Record<Kind, Map<string, Exact>> = {
    used: new Map(),
    saved: new Map(),
    cost: new Map(),
    savedCost: new Map(),
    time: new Map(),
  }
  const at = (kind: Kind, name: string): Exact => {
    const found = sums[kind].get(name)
    if (found) return found
    const made = exact(kind === 'cost' || kind === 'savedCost' ? BILLION : THOUSAND)
    sums[kind].set(name, made)
    return made
  }
  const valuesOf = (kind: Kind): Record<string, number> =>
    Object.fromEntries([...sums[kind]].map(([name, sum]) => [name, sum.value]))
  return {
    counts,
    sums,
    add({ outcome, again, usage, cost, durationMs }) {
      const unpaid = outcome === 'hit' || outcome === 'shared'
      if (!again) counts.calls++
      if (outcome === 'hit') counts.hits++
      if (outcome === 'shared') counts.shared++
      let used = false
      for (const [name, value] of Object.entries(usage ?? {})) {
        if (NOT_FIGURES.includes(name) || !isSummable(value)) continue
        if (value) used = true
        at(unpaid ? 'saved' : 'used', name).add(value)
      }
      if (cost && isSummable(cost.amount)) at(unpaid ? 'savedCost' : 'cost', cost.currency).add(cost.amount)
      if (unpaid) return
      counts.requests++
      if (outcome !== 'done') counts.failed++
      if (used && !cost) counts.unpriced++
      if (used && usage?.source !== 'provider') counts.estimated++
      if (isSummable(durationMs)) at('time', 'all').add(durationMs)
    },
    addAll(other) {
      for (const name of Object.keys(counts) as Count[]) counts[name] += other.counts[name]
      for (const kind of Object.keys(sums) as Kind[])
        for (const [name, sum] of other.sums[kind]) at(kind, name).addAll(sum)
    },
    sum: (by) => ({
      by,
      ...counts,
      used: valuesOf('used') as { [F in UsageFigure]?: number },
      saved: valuesOf('saved') as { [F in UsageFigure]?: number },
      cost: valuesOf('cost'),
      savedCost: valuesOf('savedCost'),
      durationMs: sums.time.get('all')?.value ?? 0,
    }),
  }
}
