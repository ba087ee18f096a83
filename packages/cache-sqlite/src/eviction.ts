import type { Query } from './keyv-table.ts'

/** Keeps each namespace within `maxEntries`: the entries that were used longest ago go first. */
export interface Eviction {
  /** Adds the column and index that it needs. */
  prepare(query: Query): Promise<void>
  /** Records that an entry was read. It is written with the next entry that is stored, so that reading needs no lock. */
  noteUse(namespace: string, key: string): void
  /** Records that an entry was stored, and deletes those over the bound. */
  noteStored(query: Query, namespace: string, key: string): Promise<void>
}

/** Uses that wait to be written; beyond these the oldest are forgotten. */
const MAX_NOTES = 1_000
/** Other processes store entries, too, so a namespace is counted again after this part of the bound was stored here. */
const PARTS = 20

/** The column `used` holds when an entry was used, in Unix ms; a fraction keeps the order of uses within one ms. */
export function eviction(table: string, maxEntries: number): Eviction {
  const column = 'used'
  const notes = new Map<string, readonly [namespace: string, key: string, at: number]>()
  /** How many entries each namespace had when it was counted, and how many were stored since. */
  const counts = new Map<string, { readonly at: number; since: number }>()
  const step = Math.ceil(maxEntries / PARTS)
  let last = 0
  const noteUse = (namespace: string, key: string): void => {
    last = Math.max(last + 0.001, Date.now())
    const id = JSON.stringify([namespace, key])
    notes.delete(id)
    notes.set(id, [namespace, key, last])
    if (notes.size > MAX_NOTES) for (const [oldest] of notes) return void notes.delete(oldest)
  }
  return {
    async prepare(query) {
      const columns = await query<{ readonly name: string }>(`PRAGMA table_info(${table})`)
      if (!columns.some(({ name }) => name === column))
        try {
          await query(`ALTER TABLE ${table} ADD COLUMN ${column} REAL NOT NULL DEFAULT 0`)
        } catch (error) {
          // Another process was faster.
          if (!/duplicate column/.test(String(error))) throw error
        }
      await query(`CREATE INDEX IF NOT EXISTS ${table}_used_idx ON ${table} (namespace, ${column}, expires)`)
    },
    noteUse,
    async noteStored(query, namespace, key) {
      noteUse(namespace, key)
      const written = [...notes]
      await query(
        `UPDATE ${table} SET ${column} = MAX(${column}, note.at) FROM (SELECT value ->> 0 AS namespace, value ->> 1 AS key, value ->> 2 AS at FROM json_each(?)) AS note WHERE ${table}.namespace = note.namespace AND ${table}.key = note.key`,
        JSON.stringify(written.map(([, note]) => note)),
      )
      for (const [id, note] of written) if (notes.get(id) === note) notes.delete(id)
      const count = counts.get(namespace)
      if (count) count.since++
      if (count && count.since < step && count.at + count.since <= maxEntries) return
      const [row] = await query<{ readonly count: number }>(
        `SELECT COUNT(*) AS count FROM ${table} WHERE namespace = ?`,
        namespace,
      )
      const over = Math.max(0, (row?.count ?? 0) - maxEntries)
      if (over)
        await query(
          `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE namespace = ? ORDER BY ${column}, expires LIMIT ?)`,
          namespace,
          over,
        )
      counts.set(namespace, { at: (row?.count ?? 0) - over, since: 0 })
    },
  }
}
