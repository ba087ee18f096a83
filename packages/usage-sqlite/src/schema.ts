import type { SqliteLayout } from '@aiu/sqlite-file'
import { DIMENSIONS, MEASURES } from '@aiu/usage/sums'

export const KEYS = [...DIMENSIONS, 'currency'] as const

const columns = (names: readonly string[], type: string): string =>
  names.map((name) => `${name} ${type}`).join(', ')

/**
 * `row`: every row that is kept. `kind`: each set of values that rows have had; a kind is never deleted, because other processes remember
 * its id. `day`: the sums of all rows ever, by day (whole days since 1970-01-01) and kind; a measure that no row has is NULL.
 */
export const LAYOUT: SqliteLayout = {
  // "aiuU"
  applicationId: 0x61697555,
  version: 1,
  packageName: '@aiu/usage-sqlite',
  sql: `
CREATE TABLE row (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at REAL NOT NULL, added REAL NOT NULL, json TEXT NOT NULL
) STRICT;
CREATE INDEX row_at ON row (at);
CREATE TABLE kind (id INTEGER PRIMARY KEY, ${columns(KEYS, 'TEXT NOT NULL')}, UNIQUE (${KEYS.join(', ')})) STRICT;
CREATE TABLE day (
  day INTEGER NOT NULL, kind INTEGER NOT NULL, ${columns(MEASURES, 'INTEGER')}, PRIMARY KEY (day, kind)
) STRICT, WITHOUT ROWID`,
}
