import type { UsageRow } from '@aiu/core'
import { DAY_MS, dayOf, entryOf, type Group, MEASURES } from '@aiu/usage/sums'
import type { Keys } from './keys.ts'
import { APPEND, type Scripts } from './scripts.ts'

/** The order of a kind's values in its name. */
export const KIND = [
  'client',
  'provider',
  'baseURL',
  'model',
  'operation',
  'outcome',
  'again',
  'code',
  'currency',
] as const satisfies readonly (keyof Group)[]

/** One script takes so many rows, so that it does not hold up the server's other clients. */
const AT_ONCE = 1_000
/** Ids are known for so long at least: who could not tell whether rows arrived sends them again long before. */
const IDS_DAYS = 2

export async function append(
  rows: readonly UsageRow[],
  scripts: Scripts,
  keys: Keys,
  retentionDays: number,
): Promise<void> {
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const names = [keys.kinds, keys.days]
    const first = new Map<number, number>()
    const values: (string | number)[] = [Math.max(IDS_DAYS, retentionDays) * DAY_MS, retentionDays * DAY_MS]
    for (const row of rows.slice(start, start + AT_ONCE)) {
      const { group, measured } = entryOf(row)
      const day = dayOf(row.at)
      if (!first.has(day)) {
        first.set(day, names.length + 1)
        names.push(keys.sums(day), keys.ids(day), keys.rows(day))
      }
      const known = MEASURES.flatMap((name, index) => {
        const units = measured[name]
        return units === undefined || units === null ? [] : [index, `${units}`]
      })
      values.push(
        first.get(day) as number,
        day,
        // UTF-8 has no half of a surrogate pair; JSON escapes it.
        JSON.stringify(row.id).slice(1, -1),
        row.at,
        JSON.stringify(KIND.map((name) => group[name])),
        retentionDays ? JSON.stringify(row) : '',
        known.length / 2,
        ...known,
      )
    }
    await scripts.run(APPEND, names, values)
  }
}
