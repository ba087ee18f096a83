import { AiuError, type CacheStore, type Lease } from '@aiu/core'
import {
  escapeText,
  type SqliteFile,
  type SqliteFileReport,
  sqliteFile,
  unescapeText,
} from '@aiu/sqlite-file'
import { type Eviction, eviction } from './eviction.ts'
import { keyvTable, type Query } from './keyv-table.ts'

/** A repair of the file: it was moved aside because it was unreadable, or created again because it was gone. */
export type SqliteReport = SqliteFileReport

export interface SqliteStoreOptions {
  /** The database's file; it and its folder are made where they are missing, readable by you alone. `:memory:` for none. */
  readonly path: string
  /** A name for its tables: letters, digits and `_`. Default `ai_cache`. */
  readonly table?: string | undefined
  /** Of each namespace, or a few more; the ones used longest ago go first. Default: no bound. */
  readonly maxEntries?: number | undefined
  /** How long a call waits for another process's lock, in ms. This process goes on meanwhile. Default 50. */
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
  if (!/^[A-Za-z]\w{0,59}$/.test(table))
    refuse(`table is ${JSON.stringify(table)}, not a name of letters, digits and _.`)
  if (maxEntries !== undefined && !(Number.isInteger(maxEntries) && maxEntries >= 1))
    refuse(`maxEntries is ${maxEntries}, not a whole number of at least 1.`)
  const evicting = maxEntries === undefined ? undefined : eviction(table, maxEntries)
  const file = sqliteFile({
    path,
    owner: 'sqliteStore',
    label: 'cache file',
    busyTimeoutMs,
    wal,
    onReport,
    async prepare(database) {
      const query = await keyvTable(database, table)
      await query(
        `CREATE TABLE IF NOT EXISTS ${table}_leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID`,
      )
      await evicting?.prepare(query)
      return query
    },
  })
  return view({ file, table, evicting, swept: { at: Date.now() } }, '')
}

interface Shared {
  readonly file: SqliteFile<Query>
  readonly table: string
  readonly evicting: Eviction | undefined
  readonly swept: { at: number }
}

function view(shared: Shared, namespace: string): SqliteStore {
  const { file, table, evicting, swept } = shared
  const live = '(expires IS NULL OR expires > ?)'
  const sweep = async (query: Query): Promise<void> => {
    const now = Date.now()
    if (now - swept.at < SWEEP_MS) return
    swept.at = now
    await query(`DELETE FROM ${table} WHERE expires <= ?`, now)
    await query(`DELETE FROM ${table}_leases WHERE until <= ?`, now)
  }
  return {
    name: 'sqlite',
    get: (key) =>
      file.use(async (query) => {
        const [row] = await query<{ readonly value: string }>(
          `SELECT value FROM ${table} WHERE key = ? AND namespace = ? AND ${live}`,
          escapeText(key),
          namespace,
          Date.now(),
        )
        if (!row) return
        evicting?.noteUse(namespace, escapeText(key))
        return JSON.parse(row.value)
      }),
    set: (key, value, ttlMs) =>
      file.use(async (query) => {
        const until =
          ttlMs === undefined ? null : Math.min(Date.now() + Math.max(1, Math.ceil(ttlMs)), LATEST)
        await query(
          `INSERT INTO ${table} (key, value, namespace, expires) VALUES (?, ?, ?, ?) ON CONFLICT (key, namespace) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
          escapeText(key),
          JSON.stringify(value),
          namespace,
          until,
        )
        await evicting?.noteStored(query, namespace, escapeText(key))
        await sweep(query)
      }),
    delete: (key) =>
      file.use((query) =>
        query(`DELETE FROM ${table} WHERE key = ? AND namespace = ?`, escapeText(key), namespace),
      ),
    // The names of those within begin with its own.
    clear: () =>
      file.use((query) =>
        query(`DELETE FROM ${table} WHERE SUBSTR(namespace, 1, LENGTH(?1)) = ?1`, namespace),
      ),
    within: (name) => view(shared, `${namespace}${escapeText(name).length}:${escapeText(name)}`),
    lease: (key, ttlMs) =>
      file.use(async (query) => {
        const now = Date.now()
        const name = `${namespace.length}:${namespace}:${escapeText(key)}`
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
            await file.use((again) =>
              again(`DELETE FROM ${table}_leases WHERE name = ? AND holder = ?`, name, holder),
            )
          },
        }
      }),
    async *entries() {
      let last = ''
      for (;;) {
        const rows = await file.use((query) =>
          query<{ readonly key: string; readonly value: string }>(
            `SELECT key, value FROM ${table} WHERE namespace = ? AND key > ? AND ${live} ORDER BY key LIMIT ${PAGE}`,
            namespace,
            last,
            Date.now(),
          ),
        )
        for (const { key, value } of rows) yield [unescapeText(key), JSON.parse(value)] as const
        if (rows.length < PAGE) return
        last = rows.at(-1)?.key ?? last
      }
    },
    statistics: () =>
      file.use(async (query) => {
        const [row] = await query<SqliteStatistics>(
          `SELECT COUNT(*) AS entries, COALESCE(SUM(OCTET_LENGTH(value)), 0) AS bytes FROM ${table} WHERE ${live}`,
          Date.now(),
        )
        return { entries: row?.entries ?? 0, bytes: row?.bytes ?? 0 }
      }),
    close: file.close,
    [Symbol.asyncDispose]: file.close,
  }
}
