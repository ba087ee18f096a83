import { AiuError, type CacheStore, type Lease } from '@aiu/core'
import { type Database, database, type Run, type SqliteReport } from './database.ts'
import { exact, inexact } from './exact.ts'
import { type Recent, recent } from './recent.ts'

export interface SqliteStoreOptions {
  /** The database's file; it and its folder are made where they are missing, readable by you alone. `:memory:` for none. */
  readonly path: string
  /** A name for its tables: letters, digits and `_`. Default `ai_cache`. */
  readonly table?: string | undefined
  /** Of each namespace, or a few more; the ones used longest ago go first. Default: no bound. */
  readonly maxEntries?: number | undefined
  /** How long a statement waits for another process's lock, in ms. The whole process waits with it. Default 50. */
  readonly busyTimeoutMs?: number | undefined
  /** Write-ahead log: readers do not wait for writers. Default true. */
  readonly wal?: boolean | undefined
  /** Told when a file that is no database was set aside, and when one that was gone was made anew. */
  readonly onReport?: ((report: SqliteReport) => void) | undefined
}

export interface SqliteStatistics extends Readonly<Record<string, number>> {
  readonly entries: number
  /** Of the values, as they are stored. */
  readonly bytes: number
}

export interface SqliteStore extends CacheStore, AsyncDisposable {
  within(namespace: string): SqliteStore
  lease(key: string, ttlMs: number): Promise<Lease | undefined>
  entries(): AsyncIterable<readonly [key: string, value: unknown]>
  statistics(): Promise<SqliteStatistics>
  /** Closes the file. The next call opens it again. */
  close(): Promise<void>
}

/** SQLite's integers are read as numbers, and end here. */
const LATEST = 8_640_000_000_000_000
const SWEEP_MS = 60_000
/** Entries are read so many at a time. */
const PAGE = 100

const refuse = (what: string): never => {
  throw new AiuError('configuration', `sqliteStore: ${what}`)
}

/**
 * Keeps entries in a SQLite file, for one machine and any number of its processes. Throws `configuration` for options that cannot be
 * meant; a file that cannot be opened fails the calls, which `cache` takes as misses.
 *
 * @example const store = sqliteStore({ path: '.cache/answers.sqlite' })
 */
export function sqliteStore({
  path,
  table = 'ai_cache',
  maxEntries,
  busyTimeoutMs = 50,
  wal = true,
  onReport,
}: SqliteStoreOptions): SqliteStore {
  if (typeof path !== 'string' || !path || path.includes('\0')) refuse('path is no path.')
  if (!/^[A-Za-z]\w{0,59}$/.test(table))
    refuse(`table is ${JSON.stringify(table)}, not a name of letters, digits and _.`)
  if (maxEntries !== undefined && !(Number.isInteger(maxEntries) && maxEntries >= 1))
    refuse(`maxEntries is ${maxEntries}, not a whole number of at least 1.`)
  if (typeof busyTimeoutMs !== 'number' || !(busyTimeoutMs >= 0 && busyTimeoutMs <= 600_000))
    refuse(`busyTimeoutMs is ${busyTimeoutMs}, not from 0 to 600,000.`)
  const used = maxEntries === undefined ? undefined : recent(table, maxEntries)
  const base = database({
    path,
    table,
    busyTimeoutMs,
    wal,
    onReport,
    async prepare(query) {
      // With a write-ahead log this risks the last entries when the machine fails, not the file.
      await query('PRAGMA synchronous = NORMAL')
      await query(
        `CREATE TABLE IF NOT EXISTS ${table}_leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID`,
      )
      await used?.prepare(query)
    },
  })
  return view({ base, table, used, swept: { at: Date.now() } }, '')
}

interface Inside {
  readonly base: Database
  readonly table: string
  readonly used: Recent | undefined
  readonly swept: { at: number }
}

function view(inside: Inside, namespace: string): SqliteStore {
  const { base, table, used, swept } = inside
  const live = '(expires IS NULL OR expires > ?)'
  const sweep = async (query: Run): Promise<void> => {
    const now = Date.now()
    if (now - swept.at < SWEEP_MS) return
    swept.at = now
    await query(`DELETE FROM ${table} WHERE expires <= ?`, now)
    await query(`DELETE FROM ${table}_leases WHERE until <= ?`, now)
  }
  return {
    name: 'sqlite',
    get: (key) =>
      base.use(async (query) => {
        const [row] = (await query(
          `SELECT value FROM ${table} WHERE key = ? AND namespace = ? AND ${live}`,
          exact(key),
          namespace,
          Date.now(),
        )) as { readonly value: string }[]
        if (!row) return
        used?.note(namespace, exact(key))
        return JSON.parse(row.value)
      }),
    set: (key, value, ttlMs) =>
      base.use(async (query) => {
        const until =
          ttlMs === undefined ? null : Math.min(Date.now() + Math.max(1, Math.ceil(ttlMs)), LATEST)
        await query(
          `INSERT INTO ${table} (key, value, namespace, expires) VALUES (?, ?, ?, ?) ON CONFLICT (key, namespace) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
          exact(key),
          JSON.stringify(value),
          namespace,
          until,
        )
        await used?.make(query, namespace, exact(key))
        await sweep(query)
      }),
    delete: (key) =>
      base.use((query) =>
        query(`DELETE FROM ${table} WHERE key = ? AND namespace = ?`, exact(key), namespace),
      ),
    // The names of those within begin with its own.
    clear: () =>
      base.use((query) =>
        query(`DELETE FROM ${table} WHERE SUBSTR(namespace, 1, LENGTH(?1)) = ?1`, namespace),
      ),
    within: (name) => view(inside, `${namespace}${exact(name).length}:${exact(name)}`),
    lease: (key, ttlMs) =>
      base.use(async (query) => {
        const now = Date.now()
        const name = `${namespace.length}:${namespace}:${exact(key)}`
        const holder = crypto.randomUUID()
        const rows = await query(
          `INSERT INTO ${table}_leases VALUES (?, ?, ?) ON CONFLICT(name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE until <= ? RETURNING holder`,
          name,
          holder,
          now + Math.ceil(ttlMs),
          now,
        )
        if (!rows.length) return
        return {
          async release() {
            await base.use((again) =>
              again(`DELETE FROM ${table}_leases WHERE name = ? AND holder = ?`, name, holder),
            )
          },
        }
      }),
    async *entries() {
      let last = ''
      for (;;) {
        const rows = (await base.use((query) =>
          query(
            `SELECT key, value FROM ${table} WHERE namespace = ? AND key > ? AND ${live} ORDER BY key LIMIT ${PAGE}`,
            namespace,
            last,
            Date.now(),
          ),
        )) as { readonly key: string; readonly value: string }[]
        for (const { key, value } of rows) yield [inexact(key), JSON.parse(value)] as const
        if (rows.length < PAGE) return
        last = rows.at(-1)?.key ?? last
      }
    },
    statistics: () =>
      base.use(async (query) => {
        const [row] = (await query(
          `SELECT COUNT(*) AS entries, COALESCE(SUM(OCTET_LENGTH(value)), 0) AS bytes FROM ${table} WHERE ${live}`,
          Date.now(),
        )) as SqliteStatistics[]
        return { entries: row?.entries ?? 0, bytes: row?.bytes ?? 0 }
      }),
    close: () => base.close(),
    [Symbol.asyncDispose]: () => base.close(),
  }
}
