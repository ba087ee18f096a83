import type { UsageQuery, UsageRow } from '@aiu/core'
import { type Columns, isWhere } from './column-of.ts'
import { addRow, addTally, type Tally, tally } from './tally.ts'

interface Cell extends Columns {
  /** From `at` on. */
  readonly spanMs: number
  readonly tally: Tally
}

/** Sums of rows that are no longer kept, by hour and columns. */
export interface Cells {
  add(row: UsageRow): void
  /** Those that a query is about. An hour or a day that it cuts counts whole. */
  find(query: UsageQuery): Iterable<Columns & { readonly tally: Tally }>
  clear(): void
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const dayOf = (at: number): number => Math.floor(at / DAY_MS)

/** At most about `most`: then the oldest day is put together, without its labels and hours. */
export function cells(most: number): Cells {
  const all = new Map<string, Cell>()
  /** This day, of those since 1970, and those before it are put together already. */
  let whole = -Infinity

  const cellOf = (row: Columns, spanMs: number): Cell => {
    const { client, provider, baseURL, model, operation, outcome, again, code } = row
    const at = Math.floor(row.at / spanMs) * spanMs
    const tags = spanMs === DAY_MS ? undefined : row.tags
    const key = JSON.stringify([
      [at, spanMs, client, provider, baseURL, model, operation, outcome, again, code],
      Object.entries(tags ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ])
    const found = all.get(key)
    if (found) return found
    const made = {
      ...{ client, provider, baseURL, model, operation, outcome, again, code, tags },
      at,
      spanMs,
      tally: tally(),
    }
    all.set(key, made)
    return made
  }
  const fold = (): void => {
    let oldest = Infinity
    for (const { spanMs, at } of all.values()) if (spanMs === HOUR_MS) oldest = Math.min(oldest, dayOf(at))
    if (oldest === Infinity) return
    for (const [key, cell] of all) {
      if (cell.spanMs !== HOUR_MS || dayOf(cell.at) !== oldest) continue
      all.delete(key)
      addTally(cellOf(cell, DAY_MS).tally, cell.tally)
    }
    if (oldest > whole) whole = oldest
  }
  return {
    add(row) {
      addRow(cellOf(row, dayOf(row.at) <= whole ? DAY_MS : HOUR_MS).tally, row)
      if (all.size > most) fold()
    },
    *find({ where, since = -Infinity, until = Infinity }) {
      for (const cell of all.values())
        if (cell.at + cell.spanMs > since && cell.at < until && isWhere(cell, where)) yield cell
    },
    clear() {
      all.clear()
      whole = -Infinity
    },
  }
}
