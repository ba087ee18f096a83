import { AiuError, type UsageColumn, type UsageQuery, type UsageRow } from '@aiu/core'
import { DAY_MS, DIMENSIONS, type Dimension, dayName, dayOf } from './entry.ts'

/** From, inclusive; to, exclusive. */
export type Span = readonly [from: number, to: number]

/** How a query is answered. */
export interface Plan {
  readonly by: readonly UsageColumn[]
  /** What the dimensions must be. */
  readonly where: readonly (readonly [dimension: Dimension, value: string])[]
  /** Unix ms. */
  readonly span: Span
  /** The whole days that kept sums answer. */
  readonly days: Span | undefined
  /** What rows must answer, in Unix ms: everything where there are tags, else parts of days. */
  readonly rows: readonly Span[]
  /** Does a row belong to it, by its columns and its time? */
  has(row: UsageRow): boolean
  /** Its values of the columns of `by`. */
  valuesOf(row: UsageRow): readonly string[]
}

const TAG = 'tag:'
/** Days are counted from 1970-01-01; beyond these there are none: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const FIRST_DAY = -100_000_000
const LAST_DAY = 100_000_000

const refuse = (what: string): never => {
  throw new AiuError('invalid-request', `A query of usage ${what}.`, {
    hint: `Columns are day, ${DIMENSIONS.join(', ')} and tag:NAME; times are Unix ms.`,
  })
}
const isTag = (column: string): boolean => column.startsWith(TAG)
const isDimension = (column: string): column is Dimension =>
  (DIMENSIONS as readonly string[]).includes(column)

function cell(row: UsageRow, column: UsageColumn): string {
  if (column === 'day') return dayName(dayOf(row.at))
  if (isDimension(column)) return row[column] ?? ''
  const name = column.slice(TAG.length)
  return row.tags && Object.hasOwn(row.tags, name) ? `${row.tags[name] ?? ''}` : ''
}

function timeIn(name: 'since' | 'until', value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise
  if (typeof value !== 'number' || Number.isNaN(value)) return refuse(`has a \`${name}\` that is no time`)
  return Math.min(Math.max(value, FIRST_DAY * DAY_MS), (LAST_DAY + 1) * DAY_MS)
}

/** Throws `invalid-request` for what is no column and no time. */
export function planOf({ by = [], where = {}, since, until }: UsageQuery): Plan {
  const wanted = (Object.entries(where) as [UsageColumn, string | undefined][]).filter(
    (pair): pair is [UsageColumn, string] => pair[1] !== undefined,
  )
  for (const column of [...by, ...wanted.map(([name]) => name)])
    if (typeof column !== 'string' || !(column === 'day' || isDimension(column) || isTag(column)))
      refuse(`names ${JSON.stringify(column)}, which is no column`)
  let from = timeIn('since', since, FIRST_DAY * DAY_MS)
  let to = timeIn('until', until, (LAST_DAY + 1) * DAY_MS)
  const day = wanted.find(([column]) => column === 'day')?.[1]
  if (day !== undefined) {
    const at = Date.parse(day)
    const known = !Number.isNaN(at) && dayName(dayOf(at)) === day
    from = known ? Math.max(from, at) : to
    to = known ? Math.min(to, at + DAY_MS) : to
  }
  to = Math.max(from, to)
  const [first, last] = [Math.ceil(from / DAY_MS), dayOf(to)]
  const byRows = [...by, ...wanted.map(([name]) => name)].some(isTag)
  const parts: readonly Span[] =
    byRows || first > last
      ? [[from, to]]
      : [
          [from, first * DAY_MS],
          [last * DAY_MS, to],
        ]
  return {
    by,
    where: wanted.filter((pair): pair is [Dimension, string] => isDimension(pair[0])),
    span: [from, to],
    days: byRows || first >= last ? undefined : [first, last],
    rows: parts.filter(([start, end]) => start < end),
    has: (row) =>
      row.at >= from && row.at < to && wanted.every(([column, value]) => cell(row, column) === value),
    valuesOf: (row) => by.map((column) => cell(row, column)),
  }
}

/** That rows which would be needed are not kept any more, or never were. */
export const rowsAreGone = (days: Span, hint: string): AiuError =>
  new AiuError(
    'unsupported',
    `Sums by tag, and of parts of days, are made of rows, and not all rows from ${dayName(days[0])} to ${dayName(days[1] - 1)} are kept.`,
    { hint },
  )
