import type { DatabaseSync } from 'node:sqlite'
import { AiuError } from '@aiu/core'
import { DIMENSIONS, MEASURES } from '@aiu/usage/sums'

/** "aiuU": whose file it is. https://sqlite.org/pragma.html#pragma_application_id */
const APPLICATION = 0x61697555
/** Of the tables below. */
const VERSION = 1

export const KEYS = [...DIMENSIONS, 'currency'] as const

const list = (names: readonly string[], type: string): string =>
  names.map((name) => `${name} ${type}`).join(', ')

/**
 * `row`: every row that is kept. `kind`: each set of values that rows have had; it is never taken away, since other processes remember
 * its id. `day`: sums of all rows ever, by day (whole days since 1970-01-01) and kind; a measure that no row told is NULL.
 */
const tables = (): string => `
CREATE TABLE row (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at REAL NOT NULL, added REAL NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE INDEX row_at ON row (at);
CREATE TABLE kind (id INTEGER PRIMARY KEY, ${list(KEYS, 'TEXT NOT NULL')}, UNIQUE (${KEYS.join(', ')})) STRICT;
CREATE TABLE day (
  day INTEGER NOT NULL, kind INTEGER NOT NULL, ${list(MEASURES, 'INTEGER')}, PRIMARY KEY (day, kind)
) STRICT, WITHOUT ROWID;
PRAGMA application_id = ${APPLICATION};
PRAGMA user_version = ${VERSION};`

const numberOf = (database: DatabaseSync, query: string): number =>
  Object.values(database.prepare(query).get() ?? {})[0] as number

/** All at once, or nothing; where it only reads, `BEGIN` is enough. */
export function atomically<T>(
  database: DatabaseSync,
  work: () => T,
  begin: 'BEGIN' | 'BEGIN IMMEDIATE' = 'BEGIN IMMEDIATE',
): T {
  database.exec(begin)
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    try {
      database.exec('ROLLBACK')
    } catch {}
    throw error
  }
}

/** Makes the tables in a new file. Throws `configuration` for a file of somebody else, or of a later version, and leaves it alone. */
export function prepareSchema(database: DatabaseSync, path: string): void {
  const made = (): boolean => {
    const application = numberOf(database, 'PRAGMA application_id')
    const version = numberOf(database, 'PRAGMA user_version')
    if (application === APPLICATION && version === VERSION) return true
    if (application === APPLICATION)
      throw new AiuError(
        'configuration',
        `sqliteUsage: ${path} has the layout ${version} of a later version; this one knows ${VERSION}.`,
        { hint: 'Update @aiu/usage-sqlite, or give another path.' },
      )
    if (application || version || numberOf(database, 'SELECT COUNT(*) FROM sqlite_schema'))
      throw new AiuError('configuration', `sqliteUsage: ${path} is a database of something else.`, {
        hint: 'Give the path of a file of its own.',
      })
    return false
  }
  // At one moment: another process may be making them.
  const known = atomically(database, made, 'BEGIN')
  // With it readers do not wait for writers. It stays with the file.
  database.exec('PRAGMA journal_mode = WAL')
  // With a write-ahead log this risks the last moments when the power fails, not the file, nor anything when the process ends.
  database.exec('PRAGMA synchronous = NORMAL')
  if (!known)
    atomically(database, () => {
      // Another process may have been faster.
      if (!made()) database.exec(tables())
    })
}
