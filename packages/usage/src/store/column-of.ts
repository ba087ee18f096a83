import { AiuError, type UsageColumn, type UsageQuery, type UsageRow } from '@aiu/core'

/** A row as far as columns tell it. */
export type Columns = Pick<
  UsageRow,
  'client' | 'provider' | 'baseURL' | 'model' | 'operation' | 'outcome' | 'again' | 'code' | 'tags'
> & { readonly at: number }

const PLAIN = {
  day: 1,
  client: 1,
  provider: 1,
  baseURL: 1,
  model: 1,
  operation: 1,
  outcome: 1,
  again: 1,
  code: 1,
} as const satisfies Readonly<Record<Exclude<UsageColumn, `tag:${string}`>, 1>>

/** A day of UTC: "2026-11-23". */
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** A row's value of a column; "" where it has none. */
export function columnOf(row: Columns, column: UsageColumn): string {
  if (column === 'day') return dayOf(row.at)
  if (!column.startsWith('tag:')) return row[column as Exclude<keyof Columns, 'tags' | 'at'>] ?? ''
  const tag = column.slice(4)
  return row.tags && Object.hasOwn(row.tags, tag) ? (row.tags[tag] ?? '') : ''
}

/** Throws `invalid-request` for a column or a time that is none. */
export function checkQuery({ by = [], where = {}, since, until }: UsageQuery): void {
  for (const column of [...by, ...Object.keys(where)])
    if (!Object.hasOwn(PLAIN, column) && !`${column}`.startsWith('tag:'))
      throw new AiuError('invalid-request', `There is no column ${JSON.stringify(column)}.`, {
        hint: `There are ${Object.keys(PLAIN).join(', ')}, and tag:NAME.`,
      })
  for (const ms of [since, until])
    if (ms !== undefined && !Number.isFinite(ms))
      throw new AiuError('invalid-request', `A query has the time ${JSON.stringify(ms)}, not Unix ms.`)
}

/** Has the row the values that are asked for? */
export const isWhere = (row: Columns, where: UsageQuery['where'] = {}): boolean =>
  Object.entries(where).every(
    ([column, value]) => value === undefined || columnOf(row, column as UsageColumn) === value,
  )
