import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type SqliteStore, type SqliteStoreOptions, sqliteStore } from '@aiu/cache-sqlite'
import { folder } from '@aiu-tooling/support/folder'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { child } from './support/child.ts'

function made(options: Partial<SqliteStoreOptions> = {}): SqliteStore & { readonly path: string } {
  const { path = join(folder(), 'cache.sqlite'), ...rest } = options
  const store = sqliteStore({ path, ...rest })
  onTestFinished(() => store.close())
  return Object.assign(store, { path })
}
const modeOf = (path: string): number => statSync(path).mode & 0o777

describe('the file', () => {
  test('is readable by its owner alone, and so are those beside it', async () => {
    const inside = join(folder(), 'new', 'folder')
    const path = join(inside, 'cache.sqlite')
    const store = made({ path })
    await store.set('a', 1, 60_000)
    const files = readdirSync(inside)
    expect(files.sort()).toEqual(['cache.sqlite', 'cache.sqlite-shm', 'cache.sqlite-wal'])
    for (const file of files) expect(modeOf(join(inside, file))).toBe(0o600)
    expect(modeOf(inside)).toBe(0o700)
  })

  test('a looser mode is tightened', async () => {
    const path = join(folder(), 'cache.sqlite')
    writeFileSync(path, '', { mode: 0o644 })
    await made({ path }).set('a', 1, 60_000)
    for (const beside of ['', '-wal', '-shm']) expect(modeOf(path + beside)).toBe(0o600)
  })

  test('outlives the process: another store reads it', async () => {
    const store = made()
    await store.within('n').set('a', { b: 1 }, 60_000)
    await store.close()
    expect(await made({ path: store.path }).within('n').get('a')).toEqual({ b: 1 })
    // Closed is not over.
    expect(await store.within('n').get('a')).toEqual({ b: 1 })
  })

  test.each(['with space', 'what?mode=memory', 'a#b', 'a%20b', "a'b", 'ü語', 'file:x'])(
    'may be called %s',
    async (name) => {
      const path = join(folder(), name)
      const store = made({ path })
      await store.set('a', 1, 60_000)
      expect(existsSync(path)).toBe(true)
      expect(await store.get('a')).toBe(1)
    },
  )

  test('nothing is opened before it is used', () => {
    const path = join(folder(), 'cache.sqlite')
    made({ path }).within('n')
    expect(existsSync(path)).toBe(false)
  })

  test('two tables in one file do not meet', async () => {
    const one = made({ table: 'one' })
    const other = made({ path: one.path, table: 'other' })
    await one.set('a', 1, 60_000)
    expect(await other.get('a')).toBeUndefined()
  })
})

test.each<[string, Partial<Record<keyof SqliteStoreOptions, unknown>>]>([
  ['path', { path: '' }],
  ['path', { path: 'a\0b' }],
  ['path', { path: undefined }],
  ['table', { table: 'a b' }],
  ['table', { table: 'x"; DROP TABLE y; --' }],
  ['table', { table: '1a' }],
  ['maxEntries', { maxEntries: 0 }],
  ['maxEntries', { maxEntries: 1.5 }],
  ['maxEntries', { maxEntries: Number.NaN }],
  ['busyTimeoutMs', { busyTimeoutMs: -1 }],
  ['busyTimeoutMs', { busyTimeoutMs: Number.NaN }],
])('%s: %j is refused', (name, options) => {
  expect(() => sqliteStore({ path: ':memory:', ...options } as SqliteStoreOptions)).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(name) }),
  )
})

test('names are exact where SQLite is not: NUL, half of a surrogate pair', async () => {
  const store = made()
  const names = ['a', 'a\0', 'a\0b', 'a\ud800', 'a\ud801', 'a\ufffd', 'a\\u0000', '"a']
  for (const name of names) {
    await store.within(name).set('key', name, 60_000)
    await store.set(name, name, 60_000)
  }
  for (const name of names) {
    expect(await store.within(name).get('key')).toBe(name)
    expect(await store.get(name)).toBe(name)
  }
  const listed: string[] = []
  for await (const [key, value] of store.entries()) {
    expect(key).toBe(value)
    listed.push(key)
  }
  expect(listed.sort()).toEqual([...names].sort())
  await store.within('a\0').clear()
  for (const name of names)
    expect(await store.within(name).get('key')).toBe(name === 'a\0' ? undefined : name)
})

test('more entries than one page are listed', async () => {
  const store = made({ path: ':memory:' })
  for (let at = 0; at < 250; at++) await store.set(`${at}`, at, 60_000)
  const values = new Set<unknown>()
  for await (const [, value] of store.entries()) values.add(value)
  expect(values.size).toBe(250)
  expect(await store.statistics()).toMatchObject({ entries: 250, bytes: 10 + 90 * 2 + 150 * 3 })
})

describe('maxEntries', () => {
  const left = async (store: SqliteStore): Promise<string[]> => {
    const keys: string[] = []
    for await (const [key] of store.entries()) keys.push(key)
    return keys.sort()
  }
  test('the one used longest ago goes first', async () => {
    const store = made({ maxEntries: 3 }).within('n')
    for (const key of ['a', 'b', 'c']) await store.set(key, 1, 60_000)
    await store.get('a')
    await store.set('b', 2, 60_000)
    await store.set('d', 1, 60_000)
    expect(await left(store)).toEqual(['a', 'b', 'd'])
    await store.get('a')
    await store.set('e', 1, 60_000)
    expect(await left(store)).toEqual(['a', 'd', 'e'])
  })

  test('each namespace has its own', async () => {
    const store = made({ maxEntries: 2 })
    for (const name of ['x', 'y'])
      for (const key of ['a', 'b', 'c']) await store.within(name).set(key, 1, 60_000)
    expect(await left(store.within('x'))).toEqual(['b', 'c'])
    expect(await left(store.within('y'))).toEqual(['b', 'c'])
  })

  test('a file from before it was set', async () => {
    const store = made()
    for (const key of ['a', 'b', 'c']) await store.set(key, 1, 60_000)
    await store.close()
    const bounded = made({ path: store.path, maxEntries: 2 })
    await bounded.get('a')
    await bounded.set('d', 1, 60_000)
    expect(await left(bounded)).toEqual(['a', 'd'])
  })

  test('of three processes at once, one bound', { timeout: 120_000 }, async () => {
    const path = join(folder(), 'cache.sqlite')
    const children = [1, 2, 3].map(() => child('fill.ts', [path, '120', '40']))
    for (const one of children) expect(JSON.parse(await one.said())).toMatchObject({ done: 120, failed: '' })
    await Promise.all(children.map(({ ended }) => ended))
    const store = made({ path, maxEntries: 40 })
    const { entries } = await store.statistics()
    expect(entries).toBeGreaterThanOrEqual(40)
    // Each may be a twentieth of it behind.
    expect(entries).toBeLessThanOrEqual(46)
    await store.within('shared').set('more', 1, 60_000)
    expect((await store.statistics()).entries).toBe(40)
  })
})

describe('time', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  test('what is over is swept, once a minute', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 })
    const store = made()
    await store.set('short', 1, 1000)
    await store.set('long', 1, 3_600_000)
    await store.lease('short', 1000)
    const rows = (table: string): number => {
      const reader = new DatabaseSync(store.path, { readOnly: true })
      const { count } = reader.prepare(`SELECT COUNT(*) AS count FROM ${table}`).get() as { count: number }
      reader.close()
      return count
    }
    vi.setSystemTime(1_002_000)
    expect(await store.get('short')).toBeUndefined()
    await store.set('other', 1, 3_600_000)
    expect([rows('ai_cache'), rows('ai_cache_leases')]).toEqual([3, 1])
    vi.setSystemTime(1_061_000)
    await store.set('other', 1, 3_600_000)
    expect([rows('ai_cache'), rows('ai_cache_leases')]).toEqual([2, 0])
  })

  test.each([0.4, 99.6, -5, 1e300, Number.MAX_SAFE_INTEGER])(
    'a time of %d ms does no harm',
    async (ttlMs) => {
      const store = made()
      await store.set('a', 1, ttlMs)
      await store.set('b', 2, 60_000)
      const keys: string[] = []
      for await (const [key] of store.entries()) keys.push(key)
      expect(keys).toContain('b')
    },
  )
})
