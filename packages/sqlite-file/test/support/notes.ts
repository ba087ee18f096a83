import type { DatabaseSync } from 'node:sqlite'
import { type SqliteFile, type SqliteFileReport, sqliteFile } from '@aiu/sqlite-file'

/** A file with one table of one owner. */
export const notesFile = (
  path: string,
  onReport?: (report: SqliteFileReport) => void,
): SqliteFile<DatabaseSync> =>
  sqliteFile({
    path,
    owner: 'notes',
    label: 'notes file',
    busyTimeoutMs: 60_000,
    layout: { applicationId: 7, version: 1, packageName: 'notes', sql: 'CREATE TABLE note (text TEXT)' },
    onReport,
    prepare: (database) => database,
  })
