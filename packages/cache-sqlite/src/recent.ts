import type { Run } from './database.ts'

/** Which entries were used, and when, so that those used longest ago can go. */
export interface Recent {
  /** Makes a database ready for it. */
  prepare(query: Run): Promise<void>
  /** An entry was read. Written down with the next entry that is made, so that reading needs no lock. */
  note(namespace: string, key: string): void
  /** An entry was made: those over the bound go. */
  make(query: Run, namespace: string, key: string): Promise<void>
}

/** More uses than these are not remembered between two writes: the oldest are forgotten. */
const MOST_NOTES = 1_000
/** Other processes add entries, too: it is counted anew when so many parts of the bound have been added here. */
const PARTS = 20

/** `column` is added to the table; what it holds is when an entry was used, Unix ms, of equal times in their order. */
export function recent(table: string, maxEntries: number): Recent {
  const column = 'used'
  const notes = new Map<string, readonly [namespace: string, key: string, at: number]>()
  /** For each namespace, how many entries it had when it was counted, and how many were made since. */
  const counts = new Map<string, { readonly at: number; since: number }>()
  const step = Math.ceil(maxEntries / PARTS)
  let last = 0
  const note = (namespace: string, key: string): void => {
    last = Math.max(last + 0.001, Date.now())
    const id = JSON.stringify([namespace, key])
    notes.delete(id)
    notes.set(id, [namespace, key, last])
    if (notes.size > MOST_NOTES) for (const [oldest] of notes) return void notes.delete(oldest)
  }
  return {
    async prepare(query) {
      const columns = (await query(`PRAGMA table_info(${table})`)) as { readonly name: string }[]
      if (!columns.some(({ name }) => name === column))
        try {
          await query(`ALTER TABLE ${table} ADD COLUMN ${column} REAL NOT NULL DEFAULT 0`)
        } catch (error) {
          // Another process was faster.
          if (!/duplicate column/.test(String(error))) throw error
        }
      await query(`CREATE INDEX IF NOT EXISTS ${table}_used_idx ON ${table} (namespace, ${column}, expires)`)
    },
    note,
    async make(query, namespace, key) {
      note(namespace, key)
      const written = JSON.stringify([...notes.values()])
      notes.clear()
      await query(
        `UPDATE ${table} SET ${column} = MAX(${column}, note.at) FROM (SELECT value ->> 0 AS namespace, value ->> 1 AS key, value ->> 2 AS at FROM json_each(?)) AS note WHERE ${table}.namespace = note.namespace AND ${table}.key = note.key`,
        written,
      )
      const count = counts.get(namespace)
      if (count) count.since++
      if (count && count.since < step && count.at + count.since <= maxEntries) return
      const [row] = (await query(
        `SELECT COUNT(*) AS count FROM ${table} WHERE namespace = ?`,
        namespace,
      )) as { readonly count: number }[]
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
