import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import {
  escapeText,
  type SqliteFile,
  type SqliteFileOptions,
  type SqliteFileReport,
  sqliteFile,
  transaction,
  unescapeText,
} from '@aiu/sqlite-file'
import { folder } from '@aiu-tooling/support/folder'
import { expect, onTestFinished, test } from 'vitest'
import { notesFile } from './support/notes.ts'

function opened(options: Partial<SqliteFileOptions<DatabaseSync>> = {}) {
  const path = options.path ?? join(folder(), 'file.sqlite')
  const reports: SqliteFileReport[] = []
  const file = sqliteFile({
    path,
    owner: 'notes',
    label: 'notes file',
    busyTimeoutMs: 5_000,
    onReport: (report) => reports.push(report),
    prepare: (database) => database,
    ...options,
  })
  onTestFinished(() => file.close())
  return { file, path, reports }
}
const journalMode = (file: SqliteFile<DatabaseSync>): Promise<unknown> =>
  file.use((database) => database.prepare('PRAGMA journal_mode').get()?.journal_mode)

test('work that returns no promise has run when `use` returns, as an exit handler needs it', () => {
  const { file } = opened()
  let hasRun = false
  void file.use(() => {
    hasRun = true
  })
  expect(hasRun).toBe(true)
})

test('close waits for the calls under way, and the next call opens the file again', async () => {
  const { file } = opened()
  const steps: string[] = []
  const call = file.use(async (database) => {
    for (let step = 0; step < 10; step++) await null
    database.exec('CREATE TABLE note (text TEXT)')
    steps.push('work')
  })
  await file.close().then(() => steps.push('closed'))
  await call
  expect(steps).toEqual(['work', 'closed'])
  expect(await file.use((database) => database.prepare('SELECT COUNT(*) AS n FROM note').get())).toEqual({
    n: 0,
  })
})

test('work whose connection is replaced meanwhile runs again on the new one', async () => {
  const { file, path, reports } = opened()
  let goOn = (): void => {}
  const gone = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const call = file.use(async (database) => {
    await gone
    return database.prepare('SELECT 1 AS one').get()
  })
  rmSync(path)
  await file.use(() => {})
  goOn()
  expect(await call).toEqual({ one: 1 })
  expect(reports).toMatchObject([{ what: 'reopened', path }])
})

test('prepare may return a promise; if it rejects, the call does, and the next one prepares again', async () => {
  let attempts = 0
  const { file } = opened({
    async prepare(database) {
      await null
      if (++attempts < 3) throw new Error('not yet')
      return database
    },
  })
  await expect(file.use(() => 'done')).rejects.toMatchObject({
    code: 'connection',
    message: expect.stringMatching(/^The notes file .*file\.sqlite: not yet$/),
  })
  expect(await file.use(() => 'done')).toBe('done')
})

test('a write-ahead log is the default, and may be turned off', async () => {
  expect(await journalMode(opened().file)).toBe('wal')
  expect(await journalMode(opened({ wal: false }).file)).toBe('delete')
})

test('without a file an error of one call costs nothing else', async () => {
  const { file } = opened({ path: ':memory:' })
  await file.use((database) => database.exec('CREATE TABLE note (text TEXT); INSERT INTO note VALUES (1)'))
  await expect(file.use((database) => database.exec('nonsense'))).rejects.toMatchObject({
    code: 'connection',
  })
  expect(await file.use((database) => database.prepare('SELECT text FROM note').all())).toEqual([
    { text: '1' },
  ])
})

test('a folder in place of the file keeps its mode', async () => {
  const path = join(folder(), 'folder')
  mkdirSync(path, { mode: 0o755 })
  await expect(opened({ path }).file.use(() => {})).rejects.toMatchObject({ code: 'connection' })
  expect(statSync(path).mode & 0o777).toBe(0o755)
})

test('a lock that an ended process left behind does not keep an unreadable file from being moved', async () => {
  const inside = folder()
  const path = join(inside, 'file.sqlite')
  writeFileSync(path, 'This is not a database. '.repeat(100))
  writeFileSync(`${path}-lock`, '')
  const file = notesFile(path)
  await file.use(() => {})
  await file.close()
  expect(readdirSync(inside)).toEqual([
    'file.sqlite',
    'file.sqlite-lock',
    expect.stringMatching(/unreadable-.*Z$/),
  ])
})

test('a transaction is whole or not at all', async () => {
  const { file } = opened()
  await file.use((database) => database.exec('CREATE TABLE note (text TEXT)'))
  const insert = file.use((database) =>
    transaction(database, () => {
      database.exec("INSERT INTO note VALUES ('a')")
      throw new Error('stop')
    }),
  )
  await expect(insert).rejects.toMatchObject({ code: 'connection', cause: new Error('stop') })
  expect(await file.use((database) => database.prepare('SELECT * FROM note').all())).toEqual([])
})

test.each(['', 'plain', 'a\0b', '\ud800', '\\u0000', '"quoted"', '語'])('%j is stored exactly', (text) => {
  expect(unescapeText(escapeText(text))).toBe(text)
  expect(escapeText(text)).not.toMatch(/\0|[\ud800-\udfff](?![\udc00-\udfff])/)
})
