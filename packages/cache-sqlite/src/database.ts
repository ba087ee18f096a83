import { chmodSync, closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { KeyvSqlite } from '@keyv/sqlite'

/** Something that was mended on the way, for whoever looks after the machine. */
export interface SqliteReport {
  readonly path: string
  /** `set-aside`: the file could not be read as a database, and was moved to `movedTo`. `reopened`: it was gone, and made anew. */
  readonly what: 'set-aside' | 'reopened'
  readonly movedTo?: string | undefined
  readonly error?: unknown
}

/** Runs one statement; resolves with its rows. */
export type Run = (statement: string, ...values: readonly unknown[]) => Promise<readonly unknown[]>

export interface DatabaseOptions {
  readonly path: string
  readonly table: string
  readonly busyTimeoutMs: number
  readonly wal: boolean
  readonly onReport?: ((report: SqliteReport) => void) | undefined
  /** Makes a database ready that has just been opened. */
  prepare(query: Run): Promise<void>
}

/** The database behind a store: opened at first use, and anew where its file is gone or cannot be read. */
export interface Database {
  /** Works with it; a file that is no database is set aside, and the work is done once more. */
  use<T>(work: (query: Run) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A connection, and the file that it is to. */
interface Opened {
  readonly query: Run
  readonly inode: number | undefined
  close(): Promise<void>
}

const MEMORY = ':memory:'
/** How often it is looked whether the file is still there. */
const LOOK_MS = 1_000
/** https://sqlite.org/rescode.html: SQLITE_CORRUPT, SQLITE_NOTADB */
const UNREADABLE = [11, 26]

const isUnreadable = (error: unknown): boolean => {
  const { errcode, message } = Object(error) as { errcode?: number; message?: string }
  // Extended codes have the primary one in their lowest byte.
  return UNREADABLE.includes((errcode ?? 0) & 0xff) || /malformed|not a database/.test(message ?? '')
}
const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino

export function database(options: DatabaseOptions): Database {
  const { table, busyTimeoutMs, wal, onReport, prepare } = options
  const inFile = options.path !== MEMORY
  // Absolute, so that it stays the same file wherever the process goes, and is no address by its looks.
  const path = inFile ? resolve(options.path) : MEMORY
  let opened: Promise<Opened> | undefined
  let looked = 0
  /** The file that is being opened, or was last. */
  let inode: number | undefined
  let mending: Promise<void> | undefined

  const report = (what: SqliteReport['what'], more: Partial<SqliteReport> = {}): void => {
    try {
      onReport?.({ path, what, ...more })
    } catch {}
  }
  const open = async (): Promise<Opened> => {
    if (inFile) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      // Before anything is in it: others on the machine may not read answers. Its -wal and -shm files get the same mode.
      closeSync(openSync(path, 'a', 0o600))
      const { mode, ino } = statSync(path)
      if ((mode & 0o077) !== 0) chmodSync(path, 0o600)
      inode = ino
    }
    const adapter = new KeyvSqlite({
      uri: `sqlite://${path}`,
      table,
      busyTimeout: busyTimeoutMs,
      wal: wal && inFile,
      driver: 'node:sqlite',
      keySize: 1024,
    })
    // Without a listener its errors would be printed.
    adapter.on('error', () => {})
    const query: Run = (statement, ...values) => adapter.query(statement, ...values)
    const close = async (): Promise<void> => adapter.close().catch(() => {})
    try {
      await adapter.ready
      await prepare(query)
    } catch (error) {
      await close()
      throw error
    }
    return { query, inode, close }
  }
  const close = async (): Promise<void> => {
    const closing = opened
    opened = undefined
    await closing?.then((one) => one.close()).catch(() => {})
  }
  const current = async (): Promise<Opened> => {
    await mending
    const now = performance.now()
    if (opened && inFile && now - looked > LOOK_MS) {
      looked = now
      if (inodeOf(path) !== inode) {
        void close()
        report('reopened')
      }
    }
    if (!opened) {
      const opening = open()
      opened = opening
      looked = now
      opening.catch(() => {
        if (opened === opening) opened = undefined
      })
    }
    return opened
  }
  const setAside = async (error: unknown): Promise<void> => {
    await close()
    const movedTo = `${path}.unreadable-${new Date().toISOString().replace(/[:.]/g, '-')}`
    renameSync(path, movedTo)
    for (const beside of ['-wal', '-shm'])
      if (inodeOf(path + beside) !== undefined) renameSync(path + beside, movedTo + beside)
    report('set-aside', { movedTo, error })
  }
  /** Of several that meet an unreadable file the first moves it, unless another process has put a new one in its place. */
  const mend = async (met: number | undefined, error: unknown): Promise<void> => {
    if (!mending && met === inode && inodeOf(path) === met) {
      const done = setAside(error).finally(() => {
        mending = undefined
      })
      mending = done
    } else if (!mending && met === inode) await close()
    await mending
  }
  return {
    async use(work) {
      let met: number | undefined
      try {
        const { query, inode: own } = await current()
        met = own
        return await work(query)
      } catch (error) {
        if (!inFile || !isUnreadable(error)) throw error
        await mend(met ?? inode, error)
        const { query } = await current()
        return work(query)
      }
    },
    close,
  }
}
