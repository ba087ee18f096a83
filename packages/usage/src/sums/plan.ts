import type { UsageQuery } from '@aiu/core'
import { DAY_MS, type Dimension, dayName, dayOf } from './entry.ts'
import { isDimension, type Selection, type Span, selectionOf } from './selection.ts'

/** How a store that keeps rows, and sums of whole days, answers a query. */
export interface Plan extends Omit<Selection, 'where'> {
  /** The values that dimensions must have. */
  readonly where: readonly (readonly [dimension: Dimension, value: string])[]
  /** Unix ms, within the days that there are. */
  readonly span: Span
  /** The whole days that kept sums answer. */
  readonly days: Span | undefined
  /** What rows must answer, in Unix ms: everything if the query names a tag, otherwise the parts of days. */
  readonly rows: readonly Span[]
}

/** Days are counted from 1970-01-01; beyond these there are none: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const FIRST_DAY = -100_000_000
const LAST_DAY = 100_000_000

const clamp = (ms: number): number => Math.min(Math.max(ms, FIRST_DAY * DAY_MS), (LAST_DAY + 1) * DAY_MS)

/** Throws `invalid-request` for what is no column and no time. */
export function planOf(query: UsageQuery): Plan {
  const { where, ...selection } = selectionOf(query)
  const { byTags } = selection
  let [from, to] = selection.span.map(clamp) as [number, number]
  const day = where.find(([column]) => column === 'day')?.[1]
  if (day !== undefined) {
    const at = Date.parse(day)
    const known = !Number.isNaN(at) && dayName(dayOf(at)) === day
    from = known ? Math.max(from, at) : to
    to = known ? Math.min(to, at + DAY_MS) : to
  }
  to = Math.max(from, to)
  const [first, last] = [Math.ceil(from / DAY_MS), dayOf(to)]
  const parts: readonly Span[] =
    byTags || first > last
      ? [[from, to]]
      : [
          [from, first * DAY_MS],
          [last * DAY_MS, to],
        ]
  return {
    ...selection,
    where: where.filter((pair): pair is [Dimension, string] => isDimension(pair[0])),
    span: [from, to],
    days: byTags || first >= last ? undefined : [first, last],
    rows: parts.filter(([start, end]) => start < end),
  }
}
