import type { UsageColumn, UsageRow } from '@aiu/core'
import {
  DAY_MS,
  dayName,
  dayOf,
  type Group,
  type Ledger,
  MEASURES,
  type Measure,
  type Measured,
  type Plan,
  type Span,
} from '@aiu/usage/sums'
import { KIND } from './append.ts'
import type { Keys } from './keys.ts'
import { DAYS, INCOMPLETE, ROWS, type Scripts, SUMS } from './scripts.ts'

export interface Reader {
  /** Puts the sums of whole days into a ledger. */
  sums(plan: Plan, days: Span, into: Ledger): Promise<void>
  /** The days, of those in the span, of which not all rows are kept: from the first to after the last. */
  incomplete(days: Span): Promise<Span | undefined>
  /** Rows by time, page by page. */
  pages(span: Span): AsyncIterable<readonly UsageRow[]>
}

/** Days are read so many at a time, and rows. */
const DAYS_AT_ONCE = 100
const PAGE = 500
/** How long the number is that rows begin with. */
const NUMBER = 14

/** A list of names and values in turn. */
function* pairs(list: readonly string[]): Generator<readonly [string, string], void> {
  for (let index = 0; index < list.length; index += 2)
    yield [list[index] as string, list[index + 1] as string]
}

export function reader(scripts: Scripts, keys: Keys): Reader {
  const daysIn = async ([from, to]: Span): Promise<readonly number[]> =>
    ((await scripts.run(DAYS, [keys.days], [from, to])) as string[]).map(Number)
  const inParts = async function* (span: Span): AsyncGenerator<readonly number[], void> {
    const days = await daysIn(span)
    for (let start = 0; start < days.length; start += DAYS_AT_ONCE)
      yield days.slice(start, start + DAYS_AT_ONCE)
  }
  /** The kinds of a day, each with what was summed of it. */
  function* kindsOf(sums: readonly string[]): Generator<readonly [number: string, measured: Measured], void> {
    const all = new Map<string, Partial<Record<Measure, bigint>>>()
    for (const [field, units] of pairs(sums)) {
      const [kind = '', measure] = field.split(':')
      const own = all.get(kind) ?? {}
      all.set(kind, own)
      const name = MEASURES[Number(measure)]
      if (name) own[name] = BigInt(units)
    }
    yield* all
  }
  return {
    async sums({ by, where }, span, into) {
      for await (const days of inParts(span)) {
        const [kinds = [], ...sums] = (await scripts.run(
          SUMS,
          [keys.kinds, ...days.map(keys.sums)],
          [],
        )) as string[][]
        const groups = new Map<string, Group>()
        for (const [kind, number] of pairs(kinds)) {
          const values = JSON.parse(kind) as string[]
          const group = Object.fromEntries(
            KIND.map((name, index) => [name, values[index]]),
          ) as unknown as Group
          if (where.every(([column, value]) => group[column] === value)) groups.set(number, group)
        }
        for (const [index, day] of days.entries())
          for (const [number, measured] of kindsOf(sums[index] ?? [])) {
            const group = groups.get(number)
            if (!group) continue
            const cell = (column: UsageColumn): string =>
              column === 'day' ? dayName(day) : group[column as keyof Group]
            into.add(by.map(cell), group, measured)
          }
      }
    },
    async incomplete(span) {
      const gone: number[] = []
      for await (const days of inParts(span)) {
        const names = days.flatMap((day) => [keys.sums(day), keys.rows(day)])
        const found = (await scripts.run(INCOMPLETE, names, [])) as number[]
        gone.push(...found.map((index) => days[index] as number))
      }
      return gone.length ? [gone[0] as number, (gone.at(-1) as number) + 1] : undefined
    },
    async *pages([from, to]) {
      for (const day of await daysIn([dayOf(from), Math.ceil(to / DAY_MS)])) {
        let start = from
        // Rows of one time that the last page ended with: the next one begins with them, whatever came meanwhile.
        let seen = new Set<string>()
        for (;;) {
          const most = PAGE + seen.size
          const found = [...pairs((await scripts.run(ROWS, [keys.rows(day)], [start, to, most])) as string[])]
          const fresh = found.filter(([member]) => !seen.has(member))
          if (fresh.length) yield fresh.map(([member]) => JSON.parse(member.slice(NUMBER)) as UsageRow)
          if (found.length < most) break
          const final = Number(found.at(-1)?.[1])
          if (final !== start) seen = new Set()
          for (const [member, score] of found) if (Number(score) === final) seen.add(member)
          start = final
        }
      }
    },
  }
}
