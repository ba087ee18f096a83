import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type SqliteUsage, type SqliteUsageOptions, sqliteUsage } from '@aiu/usage-sqlite'
import { folder } from '@aiu-tooling/support/folder'
import { bothWays, DAY_MS, rowOf, START } from '@aiu-tooling/support/usage-rows'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'

function made(options: Partial<SqliteUsageOptions> = {}): SqliteUsage & { readonly path: string } {
  const { path = join(folder(), 'usage.sqlite'), ...rest } = options
  const store = sqliteUsage({ path, ...rest })
  onTestFinished(() => store.close())
  return Object.assign(store, { path })
}
const modeOf = (path: string): number => statSync(path).mode & 0o777
const requests = async (store: SqliteUsage): Promise<number | undefined> => (await store.sum({}))[0]?.requests

describe('the file', () => {
  test('is readable by its owner alone, and so are those beside it and the folder', async () => {
    const inside = join(folder(), 'new', 'folder')
    const path = join(inside, 'usage.sqlite')
    await made({ path }).append([rowOf('a', 1)])
    const files = readdirSync(inside).sort()
    expect(files).toEqual(['usage.sqlite', 'usage.sqlite-shm', 'usage.sqlite-wal'])
    for (const file of files) expect(modeOf(join(inside, file))).toBe(0o600)
    expect(modeOf(inside)).toBe(0o700)
  })

  test('a looser mode is tightened', async () => {
    const path = join(folder(), 'usage.sqlite')
    writeFileSync(path, '', { mode: 0o644 })
    await made({ path }).append([rowOf('a', 1)])
    for (const beside of ['', '-wal', '-shm']) expect(modeOf(path + beside)).toBe(0o600)
  })

  test('outlives the process: another store reads it, and knows its ids', async () => {
    const store = made()
    await store.append([rowOf('a', 1), rowOf('b', 2)])
    await store.close()
    const other = made({ path: store.path })
    await other.append([rowOf('b', 2), rowOf('c', 3)])
    expect(await requests(other)).toBe(3)
    // Closed is not over.
    expect(await requests(store)).toBe(3)
  })

  test.each(['with space', 'what?mode=memory', 'a#b', 'a%20b', "a'b", 'ü語', 'file:x'])(
    'may be called %s',
    async (name) => {
      const path = join(folder(), name)
      const store = made({ path })
      await store.append([rowOf('a', 1)])
      expect(existsSync(path)).toBe(true)
      expect(await requests(store)).toBe(1)
    },
  )

  test('nothing is opened before it is used', () => {
    const path = join(folder(), 'usage.sqlite')
    made({ path })
    expect(existsSync(path)).toBe(false)
  })

  test('of a later version is refused, and left alone', async () => {
    const store = made()
    await store.append([rowOf('a', 1)])
    await store.close()
    const file = new DatabaseSync(store.path)
    file.exec('PRAGMA user_version = 2; PRAGMA journal_mode = DELETE')
    file.close()
    const before = readFileSync(store.path)
    for (const call of [() => store.append([rowOf('b', 2)]), () => store.sum({})])
      await expect(call()).rejects.toMatchObject({
        code: 'configuration',
        message: expect.stringContaining('layout 2 of a later version'),
        hint: expect.stringContaining('Update @aiu/usage-sqlite'),
      })
    await store.close()
    expect(readFileSync(store.path)).toEqual(before)
  })

  test('of something else is refused, and left alone', async () => {
    const path = join(folder(), 'other.sqlite')
    const file = new DatabaseSync(path)
    file.exec('CREATE TABLE mine (a)')
    file.close()
    const before = readFileSync(path)
    const store = made({ path })
    await expect(store.append([rowOf('a', 1)])).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('something else'),
    })
    await store.close()
    expect(readFileSync(path)).toEqual(before)
    expect(readdirSync(join(path, '..'))).toEqual(['other.sqlite'])
  })
})

test.each<[string, Partial<Record<keyof SqliteUsageOptions, unknown>>]>([
  ['path', { path: '' }],
  ['path', { path: 'a\0b' }],
  ['path', { path: undefined }],
  ['path', { path: ':memory:' }],
  ['retentionDays', { retentionDays: 0 }],
  ['retentionDays', { retentionDays: 1.5 }],
  ['retentionDays', { retentionDays: Number.NaN }],
  ['busyTimeoutMs', { busyTimeoutMs: -1 }],
  ['busyTimeoutMs', { busyTimeoutMs: Number.NaN }],
])('%s: %j is refused', (name, options) => {
  expect(() => sqliteUsage({ path: 'x', ...options } as SqliteUsageOptions)).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(name) }),
  )
})

test('kept sums are those of the rows, over days, kinds and appends', async () => {
  const store = made()
  for (let batch = 0; batch < 20; batch++)
    await store.append(
      Array.from({ length: 50 }, (_, index) => rowOf(`${batch * 37 + index}`, batch * 37 + index)),
    )
  const [sums, rows] = await bothWays(store)
  expect(sums).toEqual(rows)
  expect(await requests(store)).toBe(19 * 37 + 50)
})

test('another store may clear it: what is appended afterwards is in the right place', async () => {
  const store = made()
  const other = made({ path: store.path })
  await store.append([rowOf('a', 1, { model: 'first' })])
  await other.clear()
  await other.append([rowOf('b', 1, { model: 'second' })])
  await store.append([rowOf('a', 1, { model: 'first' })])
  expect((await other.sum({ by: ['model'] })).map(({ by, requests }) => [by.model, requests])).toEqual([
    ['first', 1],
    ['second', 1],
  ])
})

test('rows that are appended while a long sum is made are all in it, or none of a batch', async () => {
  const store = made()
  const half = (n: number) => rowOf(`${n}`, 0, { at: START + DAY_MS / 2 })
  await store.append(Array.from({ length: 3000 }, (_, n) => half(n)))
  const summed = store.sum({ since: START + 1, until: START + 3 * DAY_MS })
  for (let n = 0; n < 20; n++)
    await store.append([half(3000 + n), rowOf(`next ${n}`, 0, { at: START + DAY_MS + n })])
  const [sum] = await summed
  // Each batch has a row of a part of a day, and one of a whole day.
  expect(((sum?.requests ?? 0) - 3000) % 2).toBe(0)
})

describe('retentionDays', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const kept = async (store: SqliteUsage): Promise<number> => {
    let count = 0
    for await (const _ of store.rows({})) count++
    return count
  }

  test('rows go, sums stay; what only rows could tell is refused, not guessed', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: START })
    const store = made({ retentionDays: 2 })
    const at = (day: number, n: number) =>
      rowOf(`${day} ${n}`, n, { at: START + day * DAY_MS + n, model: 'm' })
    for (let day = 0; day < 6; day++) {
      vi.setSystemTime(START + day * DAY_MS + 60_000)
      await store.append(Array.from({ length: 10 }, (_, n) => at(day, n)))
    }
    expect(await kept(store)).toBe(30)
    expect(await requests(store)).toBe(60)
    expect((await store.sum({ by: ['day'] })).map(({ requests }) => requests)).toEqual(Array(6).fill(10))
    expect(await store.sum({ since: START, until: START + 3 * DAY_MS })).toMatchObject([{ requests: 30 }])
    // Parts of days, and tags, where the rows are there.
    const recent = START + 4 * DAY_MS
    expect(await store.sum({ since: recent + 5 })).toMatchObject([{ requests: 15 }])
    expect((await store.sum({ by: ['tag:team'], since: recent })).map(({ requests }) => requests)).toEqual([
      6, 6, 4, 4,
    ])
    for (const query of [
      { since: START + 5 },
      { by: ['tag:team'] },
      { where: { 'tag:team': 't1' } },
    ] as const)
      await expect(store.sum(query)).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringMatching(/2026-11-23 to 2026-11-2[35] are kept/),
      })
  })

  test('a row of long ago stays for its time, and its id is known for as long', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: START + 1000 * DAY_MS })
    const store = made({ retentionDays: 1 })
    await store.append([rowOf('old', 0)])
    await store.append([rowOf('old', 0), rowOf('new', 0)])
    expect(await requests(store)).toBe(2)
    vi.setSystemTime(START + 1002 * DAY_MS)
    await store.append([rowOf('later', 0)])
    expect(await kept(store)).toBe(1)
    expect(await requests(store)).toBe(3)
  })

  test('many that are over go by and by', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: START })
    const store = made({ retentionDays: 1 })
    await store.append(Array.from({ length: 2500 }, (_, n) => rowOf(`${n}`, n)))
    vi.setSystemTime(START + 2 * DAY_MS)
    const left: number[] = []
    for (const id of ['a', 'b', 'c']) {
      await store.append([rowOf(id, 0)])
      left.push(await kept(store))
    }
    expect(left).toEqual([1501, 502, 3])
    expect(await requests(store)).toBe(2503)
  })
})
