import { AiuError, type CacheStore, type Lease } from '@aiu/core'
import type { KeyvSqlite } from '@keyv/sqlite'
import { type Database, database, type SqliteReport } from './database.ts'
import { type Recent, recent } from './recent.ts'

export interface SqliteStoreOptions {
  /** The database's file; it and its folder are made where they are missing, readable by you alone. `:memory:` for none. */
  readonly path: string
  /** A name for its tables: letters, digits and `_`. Default `ai_cache`. */
  readonly table?: string | undefined
  /** Of each namespace; the ones used longest ago go first. Default: no bound. */
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
  if (maxEntries !== undefined && !(maxEntries >= 1)) refuse(`maxEntries is ${maxEntries}, not at least 1.`)
  if (!(busyTimeoutMs >= 0 && busyTimeoutMs <= 600_000))
    refuse(`busyTimeoutMs is ${busyTimeoutMs}, not from 0 to 600,000.`)
  const used = recent(table, maxEntries)
  const base = database({
    path,
    table,
    busyTimeoutMs,
    wal,
    onReport,
    prepare: [
      // With a write-ahead log this risks the last entries when the machine fails, not the file.
      'PRAGMA synchronous = NORMAL',
      `CREATE TABLE IF NOT EXISTS ${table}_leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID`,
      ...used.prepare,
    ],
  })
  return view({ base, table, used, swept: { at: Date.now() } }, '')
}

interface Inside {
  readonly base: Database
  readonly table: string
  readonly used: Recent
  readonly swept: { at: number }
}

function view(inside: Inside, namespace: string): SqliteStore {
  const { base, table, used, swept } = inside
  /** The adapter's methods read the namespace as they are called, before anything else can run. */
  const run = <T>(work: (adapter: KeyvSqlite) => Promise<T>): Promise<T> =>
    base.run((adapter) => {
      adapter.namespace = namespace
      return work(adapter)
    })
  const sweep = async (adapter: KeyvSqlite): Promise<void> => {
    const now = Date.now()
    if (now - swept.at < SWEEP_MS) return
    swept.at = now
    await adapter.clearExpired()
    await adapter.query(`DELETE FROM ${table}_leases WHERE until <= ?`, now)
  }
  const store: SqliteStore = {
    name: 'sqlite',
    get: (key) =>
      run(async (adapter) => {
        const text = await adapter.get<string>(place(key))
        if (text === undefined || text === null) return
        used.note(namespace, key)
        return JSON.parse(text as string)
      }),
    set: (key, value, ttlMs) =>
      run(async (adapter) => {
        const until =
          ttlMs === undefined ? undefined : Math.min(Date.now() + Math.max(1, Math.ceil(ttlMs)), LATEST)
        let failed: unknown
        const hear = (error: unknown): void => {
          failed = error
        }
        adapter.on('error', hear)
        const written = await adapter.set(place(key), JSON.stringify(value), until)
        adapter.off('error', hear)
        if (!written) throw failed ?? new Error('It was not written.')
        await used.make(adapter, namespace, key)
        await sweep(adapter)
      }),
    delete: (key) => run((adapter) => adapter.delete(place(key))),
    clear: () => run((adapter) => adapter.clear()),
    within: (name) => view(inside, `${namespace}${name.length}:${name}`),
    lease: (key, ttlMs) =>
      run(async (adapter) => {
        const now = Date.now()
        const name = `${namespace.length}:${namespace}:${key}`
        const holder = crypto.randomUUID()
        const rows = await adapter.query(
          `INSERT INTO ${table}_leases VALUES (?, ?, ?) ON CONFLICT(name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE until <= ? RETURNING holder`,
          name,
          holder,
          now + ttlMs,
          now,
        )
        if (!rows.length) return
        return {
          release: () =>
            run(async (again) => {
              await again.query(`DELETE FROM ${table}_leases WHERE name = ? AND holder = ?`, name, holder)
            }),
        }
      }),
    async *entries() {
      let last = ''
      for (;;) {
        const rows = (await run((adapter) =>
          adapter.query(
            `SELECT key, value FROM ${table} WHERE namespace = ? AND key > ? AND (expires IS NULL OR expires > ?) ORDER BY key LIMIT 100`,
            namespace,
            last,
            Date.now(),
          ),
        )) as { readonly key: string; readonly value: string }[]
        for (const { key, value } of rows) yield [key.slice(1), JSON.parse(value)] as const
        if (rows.length < 100) return
        last = rows.at(-1)?.key ?? last
      }
    },
    statistics: () =>
      run(async (adapter) => {
        const [row] = (await adapter.query(
          `SELECT COUNT(*) AS entries, COALESCE(SUM(LENGTH(value)), 0) AS bytes FROM ${table} WHERE expires IS NULL OR expires > ?`,
          Date.now(),
        )) as SqliteStatistics[]
        return { entries: row?.entries ?? 0, bytes: row?.bytes ?? 0 }
      }),
    close: () => base.close(),
    [Symbol.asyncDispose]: () => base.close(),
  }
  return store
}

/** The adapter takes a namespace off a key that begins with it; no key begins with this sign. */
const place = (key: string): string => `=${key}`
