import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { folder } from '@aiu-tooling/support/folder'
import { describe, expect, test } from 'vitest'
import { child } from './support/child.ts'
import { notesFile } from './support/notes.ts'

const LIMIT = { timeout: 120_000 }
const NAMES = ['a', 'b', 'c', 'd']

/** Several processes add a note each to the same files at the same moment; resolves with their reports. */
async function addNotesAtOnce(paths: readonly string[]): Promise<readonly string[]> {
  const children = NAMES.map((name) => child('add-notes.ts', [name, ...paths]))
  for (const one of children) expect(await one.said()).toBe('ready')
  for (const one of children) one.tell('go')
  const reports: string[] = []
  for (const one of children) reports.push(...(JSON.parse(await one.said()) as string[]))
  return reports
}
async function notesIn(path: string): Promise<unknown[]> {
  const file = notesFile(path)
  const rows = await file.use((database) => database.prepare('SELECT text FROM note ORDER BY text').all())
  await file.close()
  return rows.map(({ text }) => text)
}
/** The files of a database, without the lock and those that SQLite keeps beside it. */
const namesOf = (path: string): string[] =>
  readdirSync(dirname(path)).filter(
    (name) => name.startsWith(basename(path)) && !/-(wal|shm|lock)$/.test(name),
  )

describe('H03 several processes at one file', () => {
  test('that is new: one creates it, for its owner alone, and no note is lost', LIMIT, async () => {
    const inside = folder()
    const paths = Array.from({ length: 25 }, (_, round) => join(inside, `new-${round}.sqlite`))
    expect(await addNotesAtOnce(paths)).toEqual([])
    for (const path of paths) {
      expect(await notesIn(path)).toEqual(NAMES)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(namesOf(path)).toEqual([basename(path)])
    }
  })

  test('that is unreadable: one moves it aside, and no note in the new file is lost', LIMIT, async () => {
    const inside = folder()
    const paths = Array.from({ length: 25 }, (_, round) => join(inside, `old-${round}.sqlite`))
    for (const path of paths) writeFileSync(path, 'This is not a database. '.repeat(100))
    const reports = await addNotesAtOnce(paths)
    expect(reports.filter((what) => what === 'set-aside')).toHaveLength(paths.length)
    for (const path of paths) {
      expect(await notesIn(path)).toEqual(NAMES)
      expect(namesOf(path)).toEqual([basename(path), expect.stringMatching(/\.unreadable-.*Z$/)])
    }
  })
})
