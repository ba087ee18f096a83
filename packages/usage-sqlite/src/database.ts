import { chmodSync, closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { isAiuError } from '@aiu/core'
import { BUSY, codeOf, failure, UNREADABLE } from './failure.ts'

/** Something that was mended on the way, for whoever looks after the machine. */
export interface SqliteUsageReport {
  readonly path: string
  /** `set-aside`: the file could not be read as a database, and was moved to `movedTo`. `reopened`: it was gone, and made anew. */
  readonly what: 'set-aside' | 'reopened'
  readonly movedTo?: string | undefined
  readonly error?: unknown
}

export interface DatabaseOptions<T> {
  readonly path: string
  readonly busyTimeoutMs: number
  readonly onReport?: ((report: SqliteUsageReport) => void) | undefined
  /** Makes a database ready that has just been opened, and what it is used by. */
  prepare(database: DatabaseSync): T
}

/** The file behind a store: opened at first use, and anew where it is gone or cannot be read. */
export interface Database<T> {
  /**
   * Works with it at one go: no other work of this process is in between. Done once more where the file was no database and is set
   * aside, and again for `busyTimeoutMs` where another process has locked it; meanwhile this process goes on. It must be of one
   * transaction, or only read.
   */
  use<R>(work: (opened: T) => R): Promise<R>
  close(): void
}

/** Between two tries to have the lock, in ms: at first, and at most. */
const FIRST_PAUSE_MS = 1
const LAST_PAUSE_MS = 50

const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino

export function database<T>({
  path: given,
  busyTimeoutMs,
  onReport,
  prepare,
}: DatabaseOptions<T>): Database<T> {
  // Absolute, so that it stays the same file wherever the process goes, and is no address by its looks.
  const path = resolve(given)
  let opened: { readonly database: DatabaseSync; readonly inode: number; readonly prepared: T } | undefined
  /** The file that was last opened, or that opening failed on. */
  let inode: number | undefined

  const report = (what: SqliteUsageReport['what'], more: Partial<SqliteUsageReport> = {}): void => {
    try {
      onReport?.({ path, what, ...more })
    } catch {}
  }
  const close = (): void => {
    const closing = opened
    opened = undefined
    closing?.database.close()
  }
  const open = (): T => {
    if (opened && inodeOf(path) !== opened.inode) {
      close()
      report('reopened')
    }
    if (opened) return opened.prepared
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    // Before anything is in it: others on the machine may not read it. Its -wal and -shm files get the same mode.
    closeSync(openSync(path, 'a', 0o600))
    const { mode, ino } = statSync(path)
    if ((mode & 0o077) !== 0) chmodSync(path, 0o600)
    inode = ino
    // Loaded when it is needed: some versions of Node print a warning then.
    const { DatabaseSync: Sqlite } = process.getBuiltinModule('node:sqlite')
    const made = new Sqlite(path)
    try {
      opened = { database: made, inode: ino, prepared: prepare(made) }
    } catch (error) {
      made.close()
      throw error
    }
    return opened.prepared
  }
  /** The first that meets an unreadable file moves it, unless another process has put a new one in its place. */
  const setAside = (error: unknown): void => {
    const met = opened?.inode ?? inode
    close()
    if (met === undefined || inodeOf(path) !== met) return
    const movedTo = `${path}.unreadable-${new Date().toISOString().replace(/[:.]/g, '-')}`
    renameSync(path, movedTo)
    for (const beside of ['-wal', '-shm'])
      if (inodeOf(path + beside) !== undefined) renameSync(path + beside, movedTo + beside)
    report('set-aside', { movedTo, error })
  }
  return {
    async use(work) {
      const end = performance.now() + busyTimeoutMs
      let mended = false
      for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LAST_PAUSE_MS)) {
        try {
          return work(open())
        } catch (error) {
          if (isAiuError(error)) throw error
          const code = codeOf(error)
          if (UNREADABLE.includes(code) && !mended) {
            mended = true
            setAside(error)
            continue
          }
          if (!BUSY.includes(code) || performance.now() >= end) {
            // What is wrong with the file may be over when it is opened again.
            if (!BUSY.includes(code)) close()
            throw failure(path, error)
          }
        }
        // Not all at the same moment again.
        await pause(wait * (0.5 + Math.random()))
      }
    },
    close,
  }
}
