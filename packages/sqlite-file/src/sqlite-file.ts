import { resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { AiuError, isAiuError } from '@aiu/core'
import { checkLayout, createLayout, type SqliteLayout } from './layout.ts'
import { moveAside } from './move-aside.ts'
import { inodeOf, MEMORY, type OpenDatabase, openDatabase } from './open-database.ts'
import { isBusy, isDiskFull, isUnreadable, toAiuError } from './sqlite-error.ts'

/** A repair that whoever looks after the machine may want to know about. */
export interface SqliteFileReport {
  readonly path: string
  /** `set-aside`: the file was not a readable database, and was moved to `movedTo`. `reopened`: the file was gone, and a new one was created. */
  readonly what: 'set-aside' | 'reopened'
  /** Where the unreadable file is now; only with `set-aside`. */
  readonly movedTo?: string | undefined
  /** What SQLite said about the unreadable file; only with `set-aside`. */
  readonly error?: unknown
}

export interface SqliteFileOptions<T> {
  /** The file. It and its folder are created if they are missing, readable by their owner alone. `:memory:` for a database without a file. */
  readonly path: string
  /** The factory whose options these are, which begins the messages of `configuration` errors: `sqliteUsage`. */
  readonly owner: string
  /** What the file is, in the messages of `connection` errors: `usage file`. */
  readonly label: string
  /** How long a call waits for a lock of another process before it rejects, in ms, from 0 to 600,000. This process goes on meanwhile. */
  readonly busyTimeoutMs: number
  /** Whether readers do not wait for writers, by a write-ahead log. Default true; never for `:memory:`. */
  readonly wal?: boolean | undefined
  /** The tables, if the file belongs to one owner alone. Default: any tables are accepted. */
  readonly layout?: SqliteLayout | undefined
  /** Called after a repair. What it throws is ignored. */
  readonly onReport?: ((report: SqliteFileReport) => void) | undefined
  /** Prepares a connection that was just opened, and returns what calls work with. */
  prepare(database: DatabaseSync): T | Promise<T>
}

export interface SqliteFile<T> {
  /**
   * Runs `work` with what `prepare` returned, and resolves with its result. The file is opened at the first call, and again if it was
   * deleted or closed. `work` must have the same effect if it runs again, because it does so after a lock of another process, and after
   * an unreadable file was moved aside. If neither `prepare` nor `work` returns a promise, `work` runs before `use` returns. Rejects with
   * `connection` if the file cannot be used, and with `configuration` if it belongs to something else.
   */
  use<R>(work: (prepared: T) => R | Promise<R>): Promise<R>
  /** Closes the file after the calls under way have ended. The next call opens it again. */
  close(): Promise<void>
}

interface Connection<T> extends OpenDatabase {
  readonly prepared: T | Promise<T>
}

/** The pauses between two attempts to get a lock, in ms. They double, and vary so that processes do not meet again. */
const MIN_PAUSE_MS = 1
const MAX_PAUSE_MS = 50
const MAX_BUSY_TIMEOUT_MS = 600_000

/**
 * A SQLite file that any number of processes of one machine share. Nothing is opened before the first call. Throws `configuration` for
 * an invalid path or `busyTimeoutMs`.
 *
 * @example
 * const file = sqliteFile({ path: 'app.sqlite', owner: 'notes', label: 'notes file', busyTimeoutMs: 5_000, prepare: (database) => database })
 * await file.use((database) => database.exec('CREATE TABLE IF NOT EXISTS note (text TEXT)'))
 */
export function sqliteFile<T>({
  owner,
  label,
  busyTimeoutMs,
  wal = true,
  layout,
  onReport,
  prepare,
  ...options
}: SqliteFileOptions<T>): SqliteFile<T> {
  if (typeof options.path !== 'string' || !options.path || options.path.includes('\0'))
    throw new AiuError('configuration', `${owner}: path is no path.`)
  if (!(typeof busyTimeoutMs === 'number' && busyTimeoutMs >= 0 && busyTimeoutMs <= MAX_BUSY_TIMEOUT_MS))
    throw new AiuError('configuration', `${owner}: busyTimeoutMs is ${busyTimeoutMs}, not from 0 to 600,000.`)
  const isFile = options.path !== MEMORY
  // An absolute path stays the same file when the process changes its folder.
  const path = isFile ? resolve(options.path) : MEMORY
  const calls = new Set<Promise<unknown>>()
  let connection: Connection<T> | undefined
  /** The file that was opened last, even if preparing it failed. */
  let inode: number | undefined

  const report = (what: SqliteFileReport['what'], details: Partial<SqliteFileReport> = {}): void => {
    try {
      onReport?.({ path, what, ...details })
    } catch {}
  }
  const disconnect = (): void => {
    const closing = connection
    connection = undefined
    closing?.database.close()
  }
  const configure = (database: DatabaseSync): void => {
    // `use` waits by itself; SQLite would stop the whole process.
    database.exec('PRAGMA busy_timeout = 0')
    // Checked before anything is written: a file of another owner stays as it is.
    const hasTables = layout && checkLayout(database, layout, owner, path)
    if (wal && isFile)
      // A power failure may cost the last moments, not the file; the end of the process costs nothing.
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    if (layout && !hasTables) createLayout(database, layout, owner, path)
  }
  const connect = (): Connection<T> => {
    if (connection && isFile && inodeOf(path) !== connection.inode) {
      disconnect()
      report('reopened')
    }
    if (connection) return connection
    const open = openDatabase(path)
    inode = open.inode
    try {
      configure(open.database)
      connection = { ...open, prepared: prepare(open.database) }
    } catch (error) {
      open.database.close()
      throw error
    }
    const own = connection
    if (own.prepared instanceof Promise)
      own.prepared.catch(() => {
        if (connection === own) disconnect()
      })
    return own
  }
  const run = async <R>(work: (prepared: T) => R | Promise<R>): Promise<R> => {
    const deadline = performance.now() + busyTimeoutMs
    let hasReconnected = false
    let hasMovedAside = false
    for (let pauseMs = MIN_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      let own: Connection<T> | undefined
      try {
        own = connect()
        return await (own.prepared instanceof Promise ? own.prepared.then(work) : work(own.prepared))
      } catch (thrown) {
        if (isAiuError(thrown)) throw thrown
        // Another call has closed this connection meanwhile.
        if (own && own !== connection && !hasReconnected) {
          hasReconnected = true
          continue
        }
        let error = thrown
        if (isUnreadable(error) && !hasMovedAside && inode !== undefined)
          try {
            const unreadable = own?.inode ?? inode
            disconnect()
            const movedTo = moveAside(path, unreadable)
            if (movedTo !== undefined) report('set-aside', { movedTo, error })
            hasMovedAside = true
            continue
          } catch (failed) {
            error = failed
          }
        // Whatever SQLite says of a file that another process has just moved, it does not say it of the new one.
        const isPassing = isBusy(error) || (isFile && inode !== undefined && inodeOf(path) !== inode)
        if (!isPassing || performance.now() >= deadline) {
          // What is wrong may be over when the file is opened again.
          if (isFile && !isBusy(error) && !isDiskFull(error)) disconnect()
          throw toAiuError(label, path, error)
        }
      }
      await delay(pauseMs * (0.5 + Math.random()))
    }
  }
  return {
    use(work) {
      const call = run(work)
      const end = (): void => void calls.delete(call)
      calls.add(call)
      call.then(end, end)
      return call
    },
    async close() {
      await Promise.allSettled(calls)
      disconnect()
    },
  }
}
