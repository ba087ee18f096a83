import type { UsageFigure, UsageRow, UsageSum } from '@aiu/core'
import { addExact, type Exact, exactOf, FIGURE, isSummable, MONEY, NOT_FIGURES } from './exact.ts'

/** Rows as they are put together. Plain, since there may be thousands. */
export interface Tally {
  readonly counts: Record<Count, number>
  /** By kind, and figure or currency: "used inputTokens". */
  readonly sums: Map<string, Exact>
}
type Count = 'calls' | 'requests' | 'hits' | 'shared' | 'failed' | 'unpriced' | 'estimated'
type Kind = 'used' | 'saved' | 'cost' | 'savedCost' | 'time'

const scaleOf = (key: string): number =>
  key.startsWith('cost ') || key.startsWith('savedCost ') ? MONEY : FIGURE

export const tally = (): Tally => ({
  counts: { calls: 0, requests: 0, hits: 0, shared: 0, failed: 0, unpriced: 0, estimated: 0 },
  sums: new Map(),
})

function addTo({ sums }: Tally, key: string, more: Exact): void {
  const sum = sums.get(key)
  if (sum) addExact(sum, more, scaleOf(key))
  else sums.set(key, { whole: more.whole, parts: more.parts })
}
const addValue = (to: Tally, kind: Kind, name: string, value: number): void => {
  const key = `${kind} ${name}`
  addTo(to, key, exactOf(value, scaleOf(key)))
}

export function addRow(to: Tally, { outcome, again, usage, cost, durationMs }: UsageRow): void {
  const { counts } = to
  const unpaid = outcome === 'hit' || outcome === 'shared'
  if (!again) counts.calls++
  if (outcome === 'hit') counts.hits++
  if (outcome === 'shared') counts.shared++
  let used = false
  for (const [name, value] of Object.entries(usage ?? {})) {
    if (NOT_FIGURES.includes(name) || !isSummable(value, FIGURE)) continue
    if (value * FIGURE >= 0.5) used = true
    addValue(to, unpaid ? 'saved' : 'used', name, value)
  }
  const priced = cost && isSummable(cost.amount, MONEY)
  if (priced) addValue(to, unpaid ? 'savedCost' : 'cost', cost.currency, cost.amount)
  if (unpaid) return
  counts.requests++
  if (outcome !== 'done') counts.failed++
  if (used && !priced) counts.unpriced++
  if (usage && usage.source !== 'provider') counts.estimated++
  if (isSummable(durationMs, FIGURE)) addValue(to, 'time', '', durationMs)
}

export function addTally(to: Tally, other: Tally): void {
  for (const name of Object.keys(to.counts) as Count[]) to.counts[name] += other.counts[name]
  for (const [key, sum] of other.sums) addTo(to, key, sum)
}

export function sumOf({ counts, sums }: Tally, by: UsageSum['by']): UsageSum {
  const valuesOf = (kind: Kind): Record<string, number> =>
    Object.fromEntries(
      [...sums]
        .filter(([key]) => key.startsWith(`${kind} `))
        .map(([key, { whole, parts }]) => [
          key.slice(kind.length + 1),
          // By its digits, since the sum of a number and a fraction may be a neighbor of what is meant.
          Number(`${whole}.${`${scaleOf(key) + parts}`.slice(1)}`),
        ]),
    )
  return {
    by,
    ...counts,
    used: valuesOf('used') as { [F in UsageFigure]?: number },
    saved: valuesOf('saved') as { [F in UsageFigure]?: number },
    cost: valuesOf('cost'),
    savedCost: valuesOf('savedCost'),
    durationMs: valuesOf('time')[''] ?? 0,
  }
}
