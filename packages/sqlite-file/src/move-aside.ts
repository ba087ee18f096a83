import { renameSync } from 'node:fs'
import { createPrivateFile, inodeOf, newDatabase } from './open-database.ts'
import { busyError } from './sqlite-error.ts'

/**
 * Runs `work` while no other process does, under a lock that ends with the process: that of an empty SQLite file beside the database. The
 * file stays, because whoever removes a lock file takes the lock of those who have just opened it. Throws a busy error at once if another
 * process has the lock.
 */
function withLock<R>(lockPath: string, work: () => R): R {
  createPrivateFile(lockPath)
  const lock = newDatabase(lockPath)
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
    return work()
  } finally {
    lock.close()
  }
}

/**
 * Moves a file that is not a readable database to `<path>.unreadable-<time>`, with the files beside it, and returns the new path. Returns
 * `undefined` if `path` no longer leads to that inode, because another process has moved it and a new file may already be in use.
 */
export const moveAside = (path: string, inode: number): string | undefined =>
  withLock(`${path}-lock`, () => {
    if (inodeOf(path) !== inode) return
    const movedTo = `${path}.unreadable-${new Date().toISOString().replace(/[:.]/g, '-')}`
    if (inodeOf(movedTo) !== undefined) throw busyError('Another file was moved aside at the same moment.')
    // The database goes last: as soon as it is gone, others create a new one with files of these names.
    for (const suffix of ['-journal', '-wal', '-shm', ''])
      if (inodeOf(path + suffix) !== undefined) renameSync(path + suffix, movedTo + suffix)
    return movedTo
  })
