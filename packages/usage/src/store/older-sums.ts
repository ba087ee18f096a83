import type { UsageRow } from '@aiu/core'
import {
  DAY_MS,
  dayOf,
  entryOf,
  type Group,
  type Ledger,
  type Measure,
  rowsAreGone,
  type Selection,
} from '../sums/index.ts'
import { cellOf, isTag } from '../sums/selection.ts'
import { addUnits, type Sums } from '../sums/units.ts'

/** The sum of rows of one hour, or of one day if it was put together, that agree in all columns. */
interface Cell {
  readonly isDay: boolean
  readonly group: Group
  /** `undefined` if the rows have none, `null` if they had some that were given up. */
  readonly tags: UsageRow['tags'] | null
  readonly sums: Sums<Measure>
  /** The times of the first and the last row, in Unix ms. */
  first: number
  last: number
}

/** Sums of rows that are no longer kept. */
export interface OlderSums {
  add(row: UsageRow): void
  /** Adds what a query is about. Throws `unsupported` if only the rows themselves could tell. */
  addTo(book: Ledger, selection: Selection): void
  clear(): void
}

const HOUR_MS = 3_600_000

/** About `maxCells` sums at most: then the oldest day is put together, without its tags and hours. */
export function olderSums(maxCells: number): OlderSums {
  const cells = new Map<string, Cell>()
  /** This day, counted from 1970-01-01, and those before it are put together already. */
  let lastWholeDay = -Infinity

  const put = (isDay: boolean, { group, tags, sums, first, last }: Omit<Cell, 'isDay'>): void => {
    const labels = Object.entries(tags ?? {}).toSorted()
    const kept = !isDay ? tags : tags === null || labels[0] ? null : undefined
    const at = Math.floor(first / (isDay ? DAY_MS : HOUR_MS))
    const key = JSON.stringify([isDay, at, Object.values(group), kept === null || labels])
    const cell = cells.get(key) ?? { isDay, group, tags: kept, sums: {}, first, last }
    cells.set(key, cell)
    addUnits(cell.sums, sums)
    cell.first = Math.min(cell.first, first)
    cell.last = Math.max(cell.last, last)
  }
  const foldOldestDay = (): void => {
    let oldest = Infinity
    for (const { isDay, first } of cells.values()) if (!isDay) oldest = Math.min(oldest, dayOf(first))
    for (const [key, cell] of cells)
      if (!cell.isDay && dayOf(cell.first) === oldest) {
        cells.delete(key)
        put(true, cell)
      }
    if (oldest < Infinity) lastWholeDay = Math.max(lastWholeDay, oldest)
  }
  return {
    add(row) {
      const { group, measured } = entryOf(row)
      const { at, tags } = row
      put(dayOf(at) <= lastWholeDay, { group, tags, sums: measured, first: at, last: at })
      if (cells.size > maxCells) foldOldestDay()
    },
    addTo(book, { span: [from, to], where, byTags, has, valuesOf }) {
      if (from >= to) return
      for (const { group, tags, sums, first, last } of cells.values()) {
        const columns = { ...group, at: first, tags: tags ?? undefined }
        const isOther = where.some(([name, value]) => !isTag(name) && cellOf(columns, name) !== value)
        if (last < from || first >= to || isOther) continue
        if (first < from || last >= to || (byTags && tags === null))
          throw rowsAreGone([dayOf(first), dayOf(last) + 1])
        if (has(columns)) book.add(valuesOf(columns), group, sums)
      }
    },
    clear() {
      cells.clear()
      lastWholeDay = -Infinity
    },
  }
}
