import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { UsageRow } from '@aiu/core'
import { escapeText, transaction } from '@aiu/sqlite-file'
import {
  addUnits,
  DAY_MS,
  dayOf,
  entryOf,
  type Group,
  MEASURES,
  type Measure,
  type Sums,
} from '@aiu/usage/sums'
import { KEYS } from './schema.ts'

/** A row, ready to be written. */
export interface Written {
  readonly id: string
  readonly at: number
  readonly json: string
  readonly row: UsageRow
}

/** How many rows that are over go with one batch, so that none takes long. */
const DROPS = 1_000

export interface Appender {
  /** In one transaction. Rows whose ids are there are passed over. */
  append(rows: readonly Written[]): void
  clear(): void
}

export function appender(database: DatabaseSync, retentionDays: number | undefined): Appender {
  const prepare = (sql: string): StatementSync => database.prepare(sql)
  const insert = prepare(
    'INSERT INTO row (id, at, added, json) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
  )
  const findKind = prepare(`SELECT id FROM kind WHERE ${KEYS.map((key) => `${key} = ?`).join(' AND ')}`)
  const addKind = prepare(
    `INSERT INTO kind (${KEYS.join(', ')}) VALUES (${KEYS.map(() => '?').join(', ')}) RETURNING id`,
  )
  const addDay = prepare(
    `INSERT INTO day (day, kind, ${MEASURES.join(', ')}) VALUES (?, ?, ${MEASURES.map(() => '?').join(', ')})
     ON CONFLICT (day, kind) DO UPDATE SET ${MEASURES.map((name) => `${name} = COALESCE(${name} + excluded.${name}, ${name}, excluded.${name})`).join(', ')}`,
  )
  const oldest = prepare('SELECT added FROM row ORDER BY seq LIMIT 1')
  const drop = prepare(
    `DELETE FROM row WHERE seq IN (SELECT seq FROM (SELECT seq, added FROM row ORDER BY seq LIMIT ${DROPS}) WHERE added < ?)`,
  )
  /** Of kinds that are in the file for certain. */
  const kinds = new Map<string, SQLInputValue>()

  const kindOf = (group: Group, news: Map<string, SQLInputValue>): SQLInputValue => {
    const values = KEYS.map((key) => escapeText(group[key]))
    const key = JSON.stringify(values)
    let id = kinds.get(key) ?? news.get(key)
    if (id === undefined) {
      id = (findKind.get(...values) ?? addKind.get(...values))?.id as SQLInputValue
      news.set(key, id)
    }
    return id
  }
  return {
    append(rows) {
      const news = new Map<string, SQLInputValue>()
      const now = Date.now()
      transaction(database, () => {
        const days = new Map<
          string,
          { readonly day: number; readonly kind: SQLInputValue; readonly sums: Sums<Measure> }
        >()
        for (const { id, at, json, row } of rows) {
          if (!insert.run(id, at, now, json).changes) continue
          const { group, measured } = entryOf(row)
          const day = dayOf(at)
          const kind = kindOf(group, news)
          const key = `${day} ${kind}`
          const own = days.get(key) ?? { day, kind, sums: {} }
          days.set(key, own)
          addUnits(own.sums, measured)
        }
        for (const { day, kind, sums } of days.values())
          addDay.run(
            day,
            kind,
            // As integers: a number would be a floating-point one.
            ...MEASURES.map((name) => (sums[name] == null ? null : BigInt(sums[name]))),
          )
        if (retentionDays === undefined) return
        const over = now - retentionDays * DAY_MS
        if (((oldest.get()?.added ?? over) as number) < over) drop.run(over)
      })
      for (const [key, id] of news) kinds.set(key, id)
    },
    clear: () => transaction(database, () => database.exec('DELETE FROM row; DELETE FROM day')),
  }
}
