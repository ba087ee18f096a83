import type { DatabaseSync } from 'node:sqlite'
import { AiuError } from '@aiu/core'
import { transaction } from './transaction.ts'

/** The tables of a file that belongs to one package alone. */
export interface SqliteLayout {
  /** Identifies the owner: https://sqlite.org/pragma.html#pragma_application_id. */
  readonly applicationId: number
  /** The version of the tables, from 1. A file of another version is refused. */
  readonly version: number
  /** Creates the tables in a new file. */
  readonly sql: string
  /** The package to update if a file is of a later version. */
  readonly packageName: string
}

const readNumber = (database: DatabaseSync, sql: string): number =>
  Object.values(database.prepare(sql).get() ?? {})[0] as number

/** Whether the tables exist. Throws `configuration` for a file of another owner or version, and does not change it. */
function hasLayout(
  database: DatabaseSync,
  { applicationId, version, packageName }: SqliteLayout,
  owner: string,
  path: string,
): boolean {
  const foundId = readNumber(database, 'PRAGMA application_id')
  const foundVersion = readNumber(database, 'PRAGMA user_version')
  if (foundId === applicationId && foundVersion === version) return true
  if (foundId === applicationId)
    throw new AiuError(
      'configuration',
      `${owner}: ${path} has the layout ${foundVersion} of a later version; this one knows ${version}.`,
      { hint: `Update ${packageName}, or give another path.` },
    )
  if (foundId || foundVersion || readNumber(database, 'SELECT COUNT(*) FROM sqlite_schema'))
    throw new AiuError('configuration', `${owner}: ${path} is a database of something else.`, {
      hint: 'Give the path of a file of its own.',
    })
  return false
}

/** Whether the tables exist, read in one transaction because another process may be creating them. */
export const checkLayout = (
  database: DatabaseSync,
  layout: SqliteLayout,
  owner: string,
  path: string,
): boolean => transaction(database, () => hasLayout(database, layout, owner, path), 'BEGIN')

/** Creates the tables. The write lock decides which of several processes does. */
export const createLayout = (
  database: DatabaseSync,
  layout: SqliteLayout,
  owner: string,
  path: string,
): void =>
  transaction(database, () => {
    if (hasLayout(database, layout, owner, path)) return
    database.exec(
      `${layout.sql}; PRAGMA application_id = ${layout.applicationId}; PRAGMA user_version = ${layout.version};`,
    )
  })
