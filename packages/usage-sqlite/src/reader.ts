import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { UsageRow } from '@aiu/core'
import { escapeText, transaction, unescapeText } from '@aiu/sqlite-file'
import { dayName, type Ledger, MEASURES, type Measured, type Plan, type Span } from '@aiu/usage/sums'

/** Where a page of rows begins: after this one. */
export interface Place {
  readonly at: number
  readonly seq: number | bigint
}
interface Page {
  readonly rows: readonly UsageRow[]
  /** Absent: there are no more. */
  readonly next?: Place | undefined
}

export interface Reader {
  /** Puts the sums of whole days into a ledger, and tells the last row that was there at that moment. */
  days(plan: Plan, into: Ledger): number | bigint
  /** The days of a span in parts, each of about so many rows, or of one day. */
  parts(days: Span): readonly Span[]
  /** The days, of those in the span, of which not all rows are kept: from the first to after the last. */
  incomplete(days: Span): Span | undefined
  /** Rows by time, no later ones than `last`. */
  page(span: Span, after: Place, last: number | bigint): Page
}

/** What comes before every row of a time. */
export const before = (at: number): Place => ({ at, seq: -1 })

/** Rows are read so many at a time, */
const PAGE = 500
/** and counted so many. */
const COUNTED = 20_000

export function reader(database: DatabaseSync): Reader {
  const all = (sql: string, values: readonly SQLInputValue[]): Record<string, SQLOutputValue>[] => {
    const statement = database.prepare(sql)
    try {
      return statement.all(...values)
    } catch (error) {
      // Something is too large for a number: https://nodejs.org/api/sqlite.html#statementsetreadbigintsenabled
      if ((error as { readonly code?: unknown }).code !== 'ERR_OUT_OF_RANGE') throw error
      statement.setReadBigInts(true)
      return statement.all(...values)
    }
  }
  const page = database.prepare(
    `SELECT seq, at, json FROM row WHERE (at, seq) > (?, ?) AND at < ? AND seq <= ? ORDER BY at, seq LIMIT ${PAGE}`,
  )
  const sumDays = ({ by, where }: Plan, [from, to]: Span, into: Ledger): void => {
    // Most figures are known of few rows: a figure that no row has is not worth its column.
    const counted = all(
      `SELECT ${MEASURES.map((name) => `COUNT(${name}) AS ${name}`).join(', ')} FROM day WHERE day >= ? AND day < ?`,
      [from, to],
    )[0]
    const measures = MEASURES.filter((name) => counted?.[name])
    if (!measures.length) return
    const columns = by.map((column) => (column === 'day' ? 'd.day' : `k.${column}`))
    const groups = [...columns, 'k.outcome', 'k.again', 'k.currency']
    const sums = all(
      `SELECT ${groups.map((column, index) => `${column} AS g${index}`).join(', ')}, ${measures.map((name) => `SUM(d.${name}) AS ${name}`).join(', ')}
         FROM day d JOIN kind k ON k.id = d.kind
         WHERE d.day >= ? AND d.day < ?${where.map(([column]) => ` AND k.${column} = ?`).join('')}
         GROUP BY ${groups.map((_, index) => index + 1).join(', ')}`,
      [from, to, ...where.map(([, value]) => escapeText(value))],
    )
    for (const sum of sums) {
      const textAt = (index: number): string => unescapeText(sum[`g${index}`] as string)
      into.add(
        by.map((column, index) => (column === 'day' ? dayName(Number(sum[`g${index}`])) : textAt(index))),
        { outcome: textAt(by.length), again: textAt(by.length + 1), currency: textAt(by.length + 2) },
        sum as Measured,
      )
    }
  }
  return {
    days(plan, into) {
      // Both of one moment.
      return transaction(
        database,
        () => {
          const last = all('SELECT COALESCE(MAX(seq), 0) AS last FROM row', [])[0]?.last as number | bigint
          // The last that may fail: nothing must be put in twice where it is done again.
          if (plan.days) sumDays(plan, plan.days, into)
          return last
        },
        'BEGIN',
      )
    },
    parts(span) {
      const parts: [number, number][] = []
      let rows = Number.POSITIVE_INFINITY
      for (const day of all(
        'SELECT day, SUM(rows) AS rows FROM day WHERE day >= ? AND day < ? GROUP BY day ORDER BY day',
        span,
      )) {
        const next = Number(day.day) + 1
        const last = parts.at(-1)
        rows += Number(day.rows)
        if (last && rows <= COUNTED) last[1] = next
        else {
          parts.push([next - 1, next])
          rows = Number(day.rows)
        }
      }
      return parts
    },
    incomplete([from, to]) {
      const days = all(
        `SELECT MIN(day) AS first, MAX(day) AS final FROM (SELECT day, SUM(rows) AS rows FROM day WHERE day >= ?1 AND day < ?2 GROUP BY day) AS d
         WHERE rows <> (SELECT COUNT(*) FROM row WHERE at >= d.day * 86400000.0 AND at < (d.day + 1) * 86400000.0)`,
        [from, to],
      )[0]
      return typeof days?.first === 'number' ? [Number(days.first), Number(days.final) + 1] : undefined
    },
    page([from, to], after, last) {
      const start = after.at < from ? before(from) : after
      const found = page.all(start.at, start.seq, to, last)
      const final = found.length < PAGE ? undefined : found.at(-1)
      return {
        rows: found.map(({ json }) => JSON.parse(json as string) as UsageRow),
        next: final && { at: final.at as number, seq: final.seq as number },
      }
    },
  }
}
