import { AiuError, type UsageRow, type UsageStore } from '@aiu/core'
import { checkRow, ledger, selectionOf } from '../sums/index.ts'
import { olderSums } from './older-sums.ts'

export interface MemoryUsageOptions {
  /** How many rows are kept. Older ones live on in the sums. Default 10,000. */
  readonly maxRows?: number | undefined
}

/** Rows that are no longer kept are summed by hour, columns and tags, until there are so many sums. */
const MAX_CELLS = 10_000

/**
 * A store in this process's memory: the latest rows, and exact sums of all there have been. Its size is bounded. A sum that only rows
 * which are gone could tell, such as part of an hour, is refused with `unsupported`.
 *
 * @example createUsageTracker({ store: memoryUsage({ maxRows: 1_000 }) })
 */
export function memoryUsage({
  maxRows = 10_000,
}: MemoryUsageOptions = {}): Required<Omit<UsageStore, 'close'>> {
  if (!(maxRows >= 0)) throw new AiuError('configuration', `memoryUsage: maxRows is ${maxRows}.`)
  const kept = new Map<string, UsageRow>()
  const older = olderSums(MAX_CELLS)

  return {
    name: 'memory',
    append(rows) {
      for (const row of rows) checkRow(row)
      for (const row of rows) if (!kept.has(row.id)) kept.set(row.id, row)
      if (kept.size > maxRows)
        for (const [id, row] of kept) {
          older.add(row)
          kept.delete(id)
          if (kept.size <= maxRows) break
        }
    },
    sum(query) {
      const selection = selectionOf(query)
      const book = ledger(selection)
      book.addRows(kept.values())
      older.addTo(book, selection)
      return book.sums()
    },
    async *rows(query) {
      const { has } = selectionOf(query)
      yield* [...kept.values()].filter(has).toSorted((one, other) => one.at - other.at)
    },
    clear() {
      kept.clear()
      older.clear()
    },
  }
}
