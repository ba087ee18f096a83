import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { busyError } from './sqlite-error.ts'

export const MEMORY = ':memory:'

export interface OpenDatabase {
  readonly database: DatabaseSync
  /** The file that the connection belongs to; `undefined` for `:memory:`. */
  readonly inode: number | undefined
}

/** Loads SQLite when it is needed, because some versions of Node print a warning then. */
export const newDatabase = (location: string | URL): DatabaseSync =>
  new (process.getBuiltinModule('node:sqlite').DatabaseSync)(location)

export const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino

/**
 * Creates an empty file for its owner alone, if there is none. The operating system decides who creates it. An existing file is not
 * opened: closing it would release the locks of other connections in this process (https://sqlite.org/howtocorrupt.html).
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Opens the file, and creates it and its folder if they are missing. The -wal and -shm files get the mode of the file. */
export function openDatabase(path: string): OpenDatabase {
  if (path === MEMORY) return { database: newDatabase(MEMORY), inode: undefined }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  createPrivateFile(path)
  const replaced = 'The file was replaced while it was being opened.'
  const file = statSync(path, { throwIfNoEntry: false })
  if (!file) throw busyError(replaced)
  if (!file.isFile()) throw new Error('This is not a file.')
  if ((file.mode & 0o077) !== 0) chmodSync(path, 0o600)
  // SQLite must not create the file, because it would be readable by others.
  const location = pathToFileURL(path)
  location.searchParams.set('mode', 'rw')
  const wasReplaced = (): boolean => inodeOf(path) !== file.ino
  let database: DatabaseSync
  try {
    database = newDatabase(location)
  } catch (error) {
    throw wasReplaced() ? busyError(replaced) : error
  }
  if (!wasReplaced()) return { database, inode: file.ino }
  database.close()
  throw busyError(replaced)
}
