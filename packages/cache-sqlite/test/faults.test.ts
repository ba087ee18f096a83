import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { cache, type StoreReport } from '@aiu/cache'
import { type SqliteReport, type SqliteStoreOptions, sqliteStore } from '@aiu/cache-sqlite'
import { createClient } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { disk, folder } from '@aiu-tooling/support/folder'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { child } from './support/child.ts'

/** A client with a cache in a file, and all that it tells. */
function rig(path: string, options: Partial<SqliteStoreOptions> = {}) {
  const files: SqliteReport[] = []
  const reports: StoreReport[] = []
  const store = sqliteStore({ path, onReport: (report) => files.push(report), ...options })
  onTestFinished(() => store.close())
  const layer = cache(store, { onReport: (report) => reports.push(report) })
  const provider = fakeProvider('a', { loop: true })
  const ai = createClient(provider, layer)
  /** What it took, how often the provider was asked, and whether the answer was in the cache. */
  const put = async (question: string) => {
    const before = provider.calls.length
    const started = performance.now()
    const { text, cached } = await ai.ask(question)
    expect(text).toBe('a')
    const waits = (performance.now() - started) / waitMs()
    await layer.settled()
    return { waits, asked: provider.calls.length - before, hit: cached !== undefined }
  }
  const told = () => reports.map(({ access, state }) => `${access} ${state}`)
  return { store, layer, provider, ai, put, files, reports, told }
}
/** How often a wait of 100 ms, right after it, an outage may cost: SQLite waits on the same clock, and blocks while it does. */
const MAX_WAITS = 15
const waitMs = (): number => {
  const started = performance.now()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  return performance.now() - started
}
/** How long the cache leaves a store alone that is down, and a little more. */
const PAUSE_MS = 1_100
/** Lets that time pass at once. */
function passPause(): void {
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + PAUSE_MS)
}
afterEach(() => void vi.restoreAllMocks())

describe('F55 locked by another process', () => {
  test.each([true, false])(
    'while it is open (wal: %s): answers come, it is told, it comes back',
    async (wal) => {
      const path = join(folder(), 'cache.sqlite')
      const { put, told } = rig(path, { wal })
      await put('kept')
      expect(await put('kept')).toMatchObject({ hit: true })
      const holder = child('lock.ts', [path])
      // In a write-ahead log it is a lock for writers alone.
      expect(await holder.said()).toBe('locked')
      for (const question of ['kept', 'new', 'newer', 'newest'])
        expect((await put(question)).waits).toBeLessThan(MAX_WAITS)
      expect(told().filter((line) => line === 'write down')).toHaveLength(1)
      expect(told().filter((line) => line.endsWith('up'))).toEqual([])
      holder.tell('go')
      expect(await holder.said()).toBe('free')
      passPause()
      await put('later')
      expect(await put('later')).toMatchObject({ hit: true, asked: 0 })
      expect(await put('kept')).toMatchObject({ hit: true })
      expect(told().at(-1)).toMatch(/up$/)
      expect(new Set(told()).size).toBe(told().length)
    },
    120_000,
  )

  test('before it is opened', async () => {
    const path = join(folder(), 'cache.sqlite')
    const holder = child('lock.ts', [path])
    await holder.said()
    const { put, told } = rig(path)
    for (const question of ['a', 'b', 'c'])
      expect(await put(question)).toMatchObject({ asked: 1, hit: false })
    expect((await put('d')).waits).toBeLessThan(MAX_WAITS)
    expect(told().sort()).toEqual(['read down', 'write down'])
    holder.tell('go')
    await holder.said()
    passPause()
    await put('e')
    expect(await put('e')).toMatchObject({ hit: true })
  }, 120_000)
})

describe('F56 a file that is no database', () => {
  const database = async (path: string): Promise<void> => {
    const { store, layer } = rig(path)
    for (let at = 0; at < 200; at++)
      await store.within('default').set(`${at}`, { text: 'x'.repeat(500) }, 60_000)
    await layer.settled()
    await store.close()
  }
  const broken: Readonly<Record<string, (path: string) => Promise<void> | void>> = {
    'a text': (path) =>
      writeFileSync(path, 'This is no database at all, but a text of some length.\n'.repeat(100)),
    'random bytes': (path) => writeFileSync(path, crypto.getRandomValues(new Uint8Array(50_000))),
    async 'a database whose head is overwritten'(path) {
      await database(path)
      const bytes = readFileSync(path)
      bytes.fill(7, 0, 60)
      writeFileSync(path, bytes)
    },
    async 'a database with other bytes in the middle'(path) {
      await database(path)
      const bytes = readFileSync(path)
      bytes.fill(0xff, 4096, bytes.length)
      writeFileSync(path, bytes)
    },
    async 'a database that ends early'(path) {
      await database(path)
      truncateSync(path, 6000)
    },
  }
  test.each(Object.entries(broken))('%s is set aside, told, and kept', async (_, breaking) => {
    const inside = folder()
    const path = join(inside, 'cache.sqlite')
    await breaking(path)
    const old = readFileSync(path)
    const { put, files, told, store } = rig(path)
    expect(await put('q')).toMatchObject({ asked: 1 })
    expect(await put('q')).toMatchObject({ hit: true })
    expect(files).toMatchObject([{ path, what: 'set-aside', error: expect.anything() }])
    const movedTo = files[0]?.movedTo ?? ''
    expect(readFileSync(movedTo)).toEqual(old)
    expect(told()).toEqual([])
    expect(await store.statistics()).toMatchObject({ entries: 1 })
    expect(readdirSync(inside).filter((file) => /unreadable.*Z$/.test(file))).toHaveLength(1)
  })

  test('many at once set it aside once', async () => {
    const inside = folder()
    const path = join(inside, 'cache.sqlite')
    writeFileSync(path, 'no database '.repeat(1000))
    const { ai, layer, files, store } = rig(path)
    await Promise.all(Array.from({ length: 50 }, (_, at) => ai.ask(`question ${at}`)))
    await layer.settled()
    expect(files).toHaveLength(1)
    expect((await store.statistics()).entries).toBe(50)
  })

  test('while it is open, and by two stores of one file: the second leaves the new one alone', async () => {
    const inside = folder()
    const path = join(inside, 'cache.sqlite')
    await database(path)
    const stores = [rig(path), rig(path)]
    for (const { put } of stores) await put('q')
    for (const { store } of stores) await store.close()
    const bytes = readFileSync(path)
    bytes.fill(0xff, 100)
    writeFileSync(path, bytes)
    for (const { put } of stores) await put('r')
    expect(await stores[0]?.put('r')).toMatchObject({ hit: true })
    expect(await stores[1]?.put('r')).toMatchObject({ hit: true })
    expect(stores.flatMap(({ files }) => files)).toMatchObject([{ what: 'set-aside' }])
  })
})

describe('F57 no place to write', () => {
  const isDown = async (path: string): Promise<void> => {
    const { put, told, reports } = rig(path)
    for (const question of ['a', 'b', 'b']) {
      const { waits, asked } = await put(question)
      expect(asked).toBe(1)
      expect(waits).toBeLessThan(MAX_WAITS)
    }
    expect(told().sort()).toEqual(['read down', 'write down'])
    for (const { error } of reports) expect(error).toBeInstanceOf(Error)
  }

  test('a file in place of the folder', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, 'mine')
    await isDown(join(file, 'cache.sqlite'))
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  test('a folder in place of the file', async () => {
    const path = join(folder(), 'cache.sqlite')
    mkdirSync(path)
    await isDown(path)
  })

  test('a folder that nobody may write in', async () => {
    // Not even root may make a file there.
    await isDown(existsSync('/proc/self') ? '/proc/self/cache.sqlite' : '/dev/null/cache.sqlite')
  })

  test('files that may grow no more: what is in it can still be read', { timeout: 120_000 }, async () => {
    const path = join(folder(), 'cache.sqlite')
    // In blocks of 512 bytes: 1 MiB.
    const filler = child('fill.ts', [path, '1000'], 'ulimit -f 2048; trap "" XFSZ')
    const { done, failed, readable } = JSON.parse(await filler.said())
    expect(done).toBeGreaterThan(10)
    expect(done).toBeLessThan(1000)
    expect(failed).not.toBe('')
    expect(readable).toBe(true)
    expect(await filler.ended).toBe(0)
    const { store } = rig(path)
    expect((await store.statistics()).entries).toBe(done)
  })

  test('a full disk: answers come, it is told once, hits stay hits', async ({ skip }) => {
    const place = disk() ?? skip('No disk may be mounted here.')
    const path = join(place, 'cache.sqlite')
    const { put, told } = rig(path)
    await put('kept')
    try {
      for (;;) appendFileSync(join(place, 'filler'), 'x'.repeat(4096))
    } catch {}
    for (const question of ['a', 'b', 'c']) expect(await put(question)).toMatchObject({ asked: 1 })
    expect((await put('kept')).hit).toBe(true)
    expect(told()).toEqual(['write down'])
    rmSync(join(place, 'filler'))
    passPause()
    await put('later')
    expect(await put('later')).toMatchObject({ hit: true })
    expect(told()).toEqual(['write down', 'write up'])
  })

  test('deleted while it is open: made anew', async () => {
    const inside = folder()
    const path = join(inside, 'cache.sqlite')
    const { put, files, told } = rig(path)
    await put('q')
    for (const file of readdirSync(inside)) rmSync(join(inside, file))
    expect((await put('r')).waits).toBeLessThan(MAX_WAITS)
    await put('r')
    expect(await put('r')).toMatchObject({ hit: true })
    expect(existsSync(path)).toBe(true)
    expect(files).toMatchObject([{ what: 'reopened', path }])
    expect(told()).toEqual([])
  })

  test('the whole folder deleted', async () => {
    const inside = join(folder(), 'inner')
    const path = join(inside, 'cache.sqlite')
    const { put, files } = rig(path)
    await put('q')
    rmSync(inside, { recursive: true })
    await put('r')
    expect(await put('r')).toMatchObject({ hit: true })
    expect(files).toMatchObject([{ what: 'reopened' }])
  })
})
