import type { DatabaseSync } from 'node:sqlite'

/**
 * Runs `work` in one transaction and returns its result. If `work` throws, everything is rolled back and the error is thrown again. The
 * default takes the write lock first; `BEGIN` is enough for work that only reads and must see one moment.
 *
 * @example transaction(database, () => insert.run(id))
 */
export function transaction<R>(
  database: DatabaseSync,
  work: () => R,
  begin: 'BEGIN' | 'BEGIN IMMEDIATE' = 'BEGIN IMMEDIATE',
): R {
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
