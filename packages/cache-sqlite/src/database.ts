import { chmodSync, closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { KeyvSqlite } from '@keyv/sqlite'

/** Something that was mended on the way, for whoever looks after the machine. */
export interface SqliteReport {
  readonly path: string
  /** `set-aside`: the file could not be read as a database, and was moved to `movedTo`. `reopened`: it was gone, and made anew. */
  readonly what: 'set-aside' | 'reopened'
  readonly movedTo?: string | undefined
  readonly error?: unknown
}

export interface DatabaseOptions {
  readonly path: string
  readonly table: string
  readonly busyTimeoutMs: number
  readonly wal: boolean
  readonly onReport?: ((report: SqliteReport) => void) | undefined
  /** Statements for a database that has just been opened. */
  readonly prepare: readonly string[]
}

/** The database behind a store: opened at first use, and anew where its file is gone or cannot be read. */
export interface Database {
  /** Runs with the adapter; a file that is no database is set aside, and it runs once more. */
  run<T>(work: (adapter: KeyvSqlite) => Promise<T>): Promise<T>
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
  const { path, table, busyTimeoutMs, wal, onReport, prepare } = options
  const inFile = path !== MEMORY
  let opened: Promise<KeyvSqlite> | undefined
  let inode: number | undefined
  let looked = 0

  const report = (what: SqliteReport['what'], more: Partial<SqliteReport> = {}): void => {
    try {
      onReport?.({ path, what, ...more })
    } catch {}
  }
  const open = async (): Promise<KeyvSqlite> => {
    if (inFile) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      // Before anything is in it: others on the machine may not read answers. Its -wal and -shm files get the same mode.
      closeSync(openSync(path, 'a', 0o600))
      if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
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
    try {
      await adapter.ready
      for (const statement of prepare) await adapter.query(statement)
    } catch (error) {
      await adapter.close().catch(() => {})
      throw error
    }
    if (inFile) inode = inodeOf(path)
    return adapter
  }
  const close = async (): Promise<void> => {
    const closing = opened
    opened = undefined
    await closing?.then((adapter) => adapter.close()).catch(() => {})
  }
  const current = (): Promise<KeyvSqlite> => {
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
  return {
    async run(work) {
      const used = current()
      try {
        return await work(await used)
      } catch (error) {
        if (!inFile || !isUnreadable(error)) throw error
        // Of several calls that meet it, the first moves the file.
        if (opened === used || !opened) await setAside(error)
        return work(await current())
      }
    },
    close,
  }
}
