import { AiuError, type UsageQuery, type UsageRow, type UsageStore } from '@aiu/core'
import { cells } from './cells.ts'
import { type Columns, checkQuery, columnOf, isWhere } from './column-of.ts'
import { addRow, addTally, sumOf, type Tally, tally } from './tally.ts'

export interface MemoryUsageOptions {
  /** How many rows are kept. Older ones live on in the sums. Default 10,000. */
  readonly maxRows?: number | undefined
}

/** Sums of rows that are no longer kept are by hour, columns and labels, until there are so many. */
const MOST_CELLS = 10_000

const isRow = ({ id, at }: UsageRow): boolean =>
  typeof id === 'string' && id !== '' && typeof at === 'number' && Math.abs(at) <= 8.64e15

/**
 * A store in this process's memory: the latest rows, and exact sums of all there have been. Its size is bounded.
 *
 * @example createUsageTracker({ store: memoryUsage({ maxRows: 1_000 }) })
 */
export function memoryUsage({
  maxRows = 10_000,
}: MemoryUsageOptions = {}): Required<Omit<UsageStore, 'close'>> {
  if (!(maxRows >= 0)) throw new AiuError('configuration', `memoryUsage: maxRows is ${maxRows}.`)
  const kept = new Map<string, UsageRow>()
  const older = cells(MOST_CELLS)

  const found = ({ where, since = -Infinity, until = Infinity }: UsageQuery): UsageRow[] =>
    [...kept.values()].filter((row) => row.at >= since && row.at < until && isWhere(row, where))
  return {
    name: 'memory',
    append(rows) {
      if (!rows.every(isRow)) throw new AiuError('invalid-request', 'A usage row has no id, or no time.')
      for (const row of rows) if (!kept.has(row.id)) kept.set(row.id, row)
      if (kept.size > maxRows)
        for (const [id, row] of kept) {
          older.add(row)
          kept.delete(id)
          if (kept.size <= maxRows) break
        }
    },
    sum(query) {
      checkQuery(query)
      const { by = [] } = query
      const groups = new Map<string, { readonly values: readonly string[]; readonly tally: Tally }>()
      const group = (row: Columns): Tally => {
        const values = by.map((column) => columnOf(row, column))
        const key = JSON.stringify(values)
        const made = groups.get(key) ?? { values, tally: tally() }
        groups.set(key, made)
        return made.tally
      }
      for (const row of found(query)) addRow(group(row), row)
      for (const cell of older.find(query)) addTally(group(cell), cell.tally)
      if (!by[0] && !groups.size) return [sumOf(tally(), {})]
      return [...groups.values()]
        .toSorted((one, other) => {
          const at = one.values.findIndex((value, index) => value !== other.values[index])
          return (one.values[at] ?? '') < (other.values[at] ?? '') ? -1 : 1
        })
        .map(({ values, tally }) =>
          sumOf(tally, Object.fromEntries(by.map((column, index) => [column, values[index] ?? '']))),
        )
    },
    async *rows(query) {
      checkQuery(query)
      yield* found(query).toSorted((one, other) => one.at - other.at)
    },
    clear() {
      kept.clear()
      older.clear()
    },
  }
}
