import { AiuError, type UsageColumn, type UsageQuery } from '@aiu/core'
import { DIMENSIONS, type Dimension, dayName, dayOf } from './entry.ts'

/** From, inclusive; to, exclusive. */
export type Span = readonly [from: number, to: number]

/** What columns are read from: a row, or sums of rows that have these values. */
export type Columns = { readonly [D in Dimension]?: string | undefined } & {
  readonly at: number
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** What a query is about. */
export interface Selection {
  /** Its columns. */
  readonly by: readonly UsageColumn[]
  /** The values that columns must have. */
  readonly where: readonly (readonly [column: UsageColumn, value: string])[]
  /** Unix ms; -Infinity and Infinity if a query names no time. */
  readonly span: Span
  /** Whether it names a tag, in `by` or `where`. */
  readonly byTags: boolean
  /** Whether a row belongs to it, by its columns and its time. */
  has(row: Columns): boolean
  /** The values of the columns of `by`. */
  valuesOf(row: Columns): readonly string[]
}

const refuse = (what: string): never => {
  throw new AiuError('invalid-request', `A query of usage ${what}.`, {
    hint: `Columns are day, ${DIMENSIONS.join(', ')} and tag:NAME; times are Unix ms.`,
  })
}
export const isTag = (column: string): boolean => /^tag:/.test(column)
export const isDimension = (column: string): column is Dimension =>
  (DIMENSIONS as readonly string[]).includes(column)

/** The value of a column; "" if there is none. */
export function cellOf(row: Columns, column: UsageColumn): string {
  if (column === 'day') return dayName(dayOf(row.at))
  if (isDimension(column)) return row[column] ?? ''
  const name = column.slice(4)
  return row.tags && Object.hasOwn(row.tags, name) ? `${row.tags[name] ?? ''}` : ''
}

/** Throws `invalid-request` for what is no column and no time. */
export function selectionOf({
  by = [],
  where = {},
  since = -Infinity,
  until = Infinity,
}: UsageQuery): Selection {
  const wanted = (Object.entries(where) as [UsageColumn, string | undefined][]).filter(
    (pair): pair is [UsageColumn, string] => pair[1] !== undefined,
  )
  const columns = [...by, ...wanted.map(([name]) => name)]
  for (const column of columns)
    if (column !== 'day' && !isDimension(column) && !isTag(column))
      refuse(`names ${JSON.stringify(column)}, which is no column`)
  for (const time of [since, until])
    if (!(typeof time === 'number' && time <= Infinity)) refuse(`has the time ${JSON.stringify(time)}`)
  return {
    by,
    where: wanted,
    span: [since, until],
    byTags: columns.some(isTag),
    has: (row) =>
      row.at >= since && row.at < until && wanted.every(([column, value]) => cellOf(row, column) === value),
    valuesOf: (row) => by.map((column) => cellOf(row, column)),
  }
}
