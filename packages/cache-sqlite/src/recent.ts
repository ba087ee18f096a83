import type { KeyvSqlite } from '@keyv/sqlite'

/** Which entries were used, and when, so that those used longest ago can go. */
export interface Recent {
  /** Statements for a new database. */
  readonly prepare: readonly string[]
  /** An entry was read. Written down with the next entry that is made, so that reading needs no lock. */
  note(namespace: string, key: string): void
  /** An entry was made: those over the bound go. */
  make(adapter: KeyvSqlite, namespace: string, key: string): Promise<void>
}

const NONE: Recent = { prepare: [], note() {}, async make() {} }
/** More uses than this are not remembered between two writes. */
const MOST_NOTES = 10_000

export function recent(table: string, maxEntries: number | undefined): Recent {
  if (maxEntries === undefined) return NONE
  const notes = new Map<string, readonly [namespace: string, key: string, at: number]>()
  /** About how many entries a namespace has: counted, then added to. */
  const counts = new Map<string, number>()
  const note = (namespace: string, key: string): void => {
    if (notes.size < MOST_NOTES)
      notes.set(JSON.stringify([namespace, key]), [namespace, `=${key}`, Date.now()])
  }
  return {
    prepare: [
      `CREATE TABLE IF NOT EXISTS ${table}_used (namespace TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (namespace, key)) WITHOUT ROWID`,
    ],
    note,
    async make(adapter, namespace, key) {
      note(namespace, key)
      const written = [...notes.values()]
      notes.clear()
      for (const one of written)
        await adapter.query(
          `INSERT INTO ${table}_used VALUES (?, ?, ?) ON CONFLICT(namespace, key) DO UPDATE SET at = MAX(at, excluded.at)`,
          ...one,
        )
      const about = (counts.get(namespace) ?? Number.POSITIVE_INFINITY) + 1
      counts.set(namespace, about)
      if (about <= maxEntries) return
      const [row] = (await adapter.query(
        `SELECT COUNT(*) AS count FROM ${table} WHERE namespace = ?`,
        namespace,
      )) as { readonly count: number }[]
      const over = Math.max(0, (row?.count ?? 0) - maxEntries)
      if (over) {
        await adapter.query(
          `DELETE FROM ${table} WHERE namespace = ? AND key IN (SELECT e.key FROM ${table} e LEFT JOIN ${table}_used u ON u.namespace = e.namespace AND u.key = e.key WHERE e.namespace = ? ORDER BY COALESCE(u.at, 0), e.expires LIMIT ?)`,
          namespace,
          namespace,
          over,
        )
        await adapter.query(
          `DELETE FROM ${table}_used WHERE namespace = ? AND key NOT IN (SELECT key FROM ${table} WHERE namespace = ?)`,
          namespace,
          namespace,
        )
      }
      counts.set(namespace, (row?.count ?? 0) - over)
    },
  }
}
