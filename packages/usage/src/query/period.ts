import { AiuError, type UsageQuery } from '@aiu/core'

/** A moment: a date, Unix ms, an ISO 8601 date or time ("2026-11-01"; of UTC, unless it names a zone), or how long ago ("15m", "24h", "7d", "4w"). */
export type Moment = string | number | Date

/** Which rows. */
export interface RowsQuery {
  /** Only rows with these values: `{ provider: 'groq', 'tag:team': 'search' }`. */
  readonly where?: UsageQuery['where']
  /** Inclusive. */
  readonly since?: Moment | undefined
  /** Exclusive. */
  readonly until?: Moment | undefined
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** Unix ms. Throws `invalid-request` for what is no moment. */
function msOf(name: string, moment: Moment | undefined): number | undefined {
  if (moment === undefined) return
  const [, many, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(`${moment}`) ?? []
  const ms = many
    ? Date.now() - Number(many) * (UNITS[unit] as number)
    : typeof moment === 'string'
      ? /^\d{4}-\d\d/.test(moment)
        ? Date.parse(/\d[T ][\d:.]+$/.test(moment) ? `${moment}Z` : moment)
        : Number.NaN
      : Number(moment)
  if (Number.isFinite(ms)) return ms
  throw new AiuError('invalid-request', `${name} is ${JSON.stringify(moment)}, which is no moment.`, {
    hint: 'Give a date, Unix ms, an ISO date such as "2026-11-01", or how long ago, such as "24h" or "7d".',
  })
}

/** The query as stores take it. */
export const queryOf = ({ where, since, until }: RowsQuery, by?: UsageQuery['by']): UsageQuery => ({
  by,
  where,
  since: msOf('since', since),
  until: msOf('until', until),
})
