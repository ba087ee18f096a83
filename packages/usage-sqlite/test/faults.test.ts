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
import { type SqliteUsageOptions, type SqliteUsageReport, sqliteUsage } from '@aiu/usage-sqlite'
import { disk, folder } from '@aiu-tooling/support/folder'
import { bothWays, rowOf } from '@aiu-tooling/support/usage-rows'
import { describe, expect, onTestFinished, test } from 'vitest'
import { child } from './support/child.ts'

/** A store in a file, and all that it tells. */
function rig(path: string, options: Partial<SqliteUsageOptions> = {}) {
  const reports: SqliteUsageReport[] = []
  const store = sqliteUsage({ path, onReport: (report) => reports.push(report), ...options })
  onTestFinished(() => store.close())
  const requests = async () => (await store.sum({}))[0]?.requests
  return { store, reports, requests }
}
const LIMIT = { timeout: 120_000 }

describe('F55 locked by another process', () => {
  test('a call waits, this process goes on, and all is there when the lock is gone', LIMIT, async () => {
    const path = join(folder(), 'usage.sqlite')
    const { store, requests } = rig(path)
    await store.append([rowOf('a', 1)])
    const holder = child('lock.ts', [path])
    expect(await holder.said()).toBe('locked')
    let turns = 0
    const clock = setInterval(() => turns++, 1)
    onTestFinished(() => clearInterval(clock))
    const appended = store.append([rowOf('b', 2)])
    await expect.poll(() => turns, { timeout: 120_000 }).toBeGreaterThan(50)
    // Readers do not wait for a writer.
    expect(await requests()).toBe(1)
    holder.tell('go')
    await appended
    expect(await requests()).toBe(2)
  })

  test('a call that has waited long enough says so, and may be made again', LIMIT, async () => {
    const path = join(folder(), 'usage.sqlite')
    const { store, requests } = rig(path, { busyTimeoutMs: 100 })
    await store.append([rowOf('a', 1)])
    const holder = child('lock.ts', [path])
    await holder.said()
    const started = performance.now()
    await expect(store.append([rowOf('b', 2)])).rejects.toMatchObject({
      code: 'connection',
      message: expect.stringContaining('locked'),
      hint: expect.stringContaining('busyTimeoutMs'),
    })
    expect(performance.now() - started).toBeGreaterThan(99)
    holder.tell('go')
    await holder.said()
    await store.append([rowOf('b', 2)])
    expect(await requests()).toBe(2)
  })

  test('before it is opened', LIMIT, async () => {
    const path = join(folder(), 'usage.sqlite')
    const other = rig(path)
    await other.store.append([rowOf('a', 1)])
    await other.store.close()
    const holder = child('lock.ts', [path])
    await holder.said()
    const { store, requests } = rig(path)
    const appended = store.append([rowOf('b', 2)])
    holder.tell('go')
    await appended
    expect(await requests()).toBe(2)
  })
})

describe('F56 a file that is no database', () => {
  const filled = async (path: string): Promise<void> => {
    const { store } = rig(path)
    await store.append(Array.from({ length: 500 }, (_, n) => rowOf(`${n}`, n)))
    await store.close()
  }
  const broken: Readonly<Record<string, (path: string) => Promise<void> | void>> = {
    'a text': (path) =>
      writeFileSync(path, 'This is no database at all, but a text of some length.\n'.repeat(100)),
    'random bytes': (path) => writeFileSync(path, crypto.getRandomValues(new Uint8Array(50_000))),
    async 'a database whose head is overwritten'(path) {
      await filled(path)
      const bytes = readFileSync(path)
      bytes.fill(7, 0, 60)
      writeFileSync(path, bytes)
    },
    async 'a database with other bytes in the middle'(path) {
      await filled(path)
      const bytes = readFileSync(path)
      bytes.fill(0xff, 4096, bytes.length)
      writeFileSync(path, bytes)
    },
    async 'a database that ends early'(path) {
      await filled(path)
      truncateSync(path, 6000)
    },
  }
  test.each(Object.entries(broken))('%s is set aside, told, and kept', async (_, breaking) => {
    const inside = folder()
    const path = join(inside, 'usage.sqlite')
    await breaking(path)
    const old = readFileSync(path)
    const { store, reports, requests } = rig(path)
    await store.append([rowOf('a', 1), rowOf('b', 2)])
    expect(await requests()).toBe(2)
    expect(reports).toMatchObject([{ path, what: 'set-aside', error: expect.anything() }])
    expect(readFileSync(reports[0]?.movedTo ?? '')).toEqual(old)
    expect(readdirSync(inside).filter((file) => /unreadable.*Z$/.test(file))).toHaveLength(1)
  })

  test('many at once set it aside once', async () => {
    const path = join(folder(), 'usage.sqlite')
    writeFileSync(path, 'no database '.repeat(1000))
    const { store, reports, requests } = rig(path)
    await Promise.all(Array.from({ length: 50 }, (_, n) => store.append([rowOf(`${n}`, n)])))
    expect(reports).toHaveLength(1)
    expect(await requests()).toBe(50)
  })

  test('while it is open, by two stores of one file: the second leaves the new one alone', async () => {
    const path = join(folder(), 'usage.sqlite')
    await filled(path)
    const stores = [rig(path), rig(path)] as const
    for (const { requests } of stores) expect(await requests()).toBe(500)
    for (const { store } of stores) await store.close()
    const bytes = readFileSync(path)
    bytes.fill(0xff, 100)
    writeFileSync(path, bytes)
    for (const [index, { store }] of stores.entries()) await store.append([rowOf(`new ${index}`, index)])
    for (const { requests } of stores) expect(await requests()).toBe(2)
    expect(stores.flatMap(({ reports }) => reports)).toMatchObject([{ what: 'set-aside' }])
  })
})

describe('F57 no place to write', () => {
  const isDown = async (path: string): Promise<void> => {
    const { store } = rig(path)
    for (const call of [() => store.append([rowOf('a', 1)]), () => store.sum({})]) {
      const error = await call().catch((cause: unknown) => cause)
      expect(error).toMatchObject({ code: 'connection', message: expect.stringContaining(path) })
      expect((error as Error).cause).toBeInstanceOf(Error)
    }
  }

  test('a file in place of the folder', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, 'mine')
    await isDown(join(file, 'usage.sqlite'))
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  test('a folder in place of the file', async () => {
    const path = join(folder(), 'usage.sqlite')
    mkdirSync(path)
    await isDown(path)
  })

  test('a folder that nobody may write in', async () => {
    // Not even root may make a file there.
    await isDown(existsSync('/proc/self') ? '/proc/self/usage.sqlite' : '/dev/null/usage.sqlite')
  })

  test(
    'files that may grow no more: what was told complete is there, and the sums are right',
    LIMIT,
    async () => {
      const path = join(folder(), 'usage.sqlite')
      // In blocks of 512 bytes: 1 MiB.
      const filler = child('append.ts', [path, '1000000', '20', 'full'], 'ulimit -f 2048; trap "" XFSZ')
      await filler.said()
      filler.tell('go')
      let told = 0
      let line = ''
      for (;;) {
        line = await filler.said()
        if (!/^\d+$/.test(line)) break
        told = Number(line)
      }
      expect(line).toMatch(/^failed: ProviderConnectionError: The usage file .*usage\.sqlite: /)
      expect(told).toBeGreaterThan(10)
      await filler.ended
      const { store, requests, reports } = rig(path)
      expect(await requests()).toBe(20 * told)
      const [sums, rows] = await bothWays(store)
      expect(sums).toEqual(rows)
      expect(reports).toEqual([])
    },
  )

  test('a full disk: appending rejects, reading works; with room again nothing is lost or doubled', async ({
    skip,
  }) => {
    const place = disk() ?? skip('No disk may be mounted here.')
    const path = join(place, 'usage.sqlite')
    const { store, requests } = rig(path)
    await store.append([rowOf('kept', 1)])
    try {
      for (;;) appendFileSync(join(place, 'filler'), 'x'.repeat(4096))
    } catch {}
    const batch = Array.from({ length: 50 }, (_, n) => rowOf(`${n}`, n))
    for (let time = 0; time < 3; time++)
      await expect(store.append(batch)).rejects.toMatchObject({ code: 'connection' })
    expect(await requests()).toBe(1)
    rmSync(join(place, 'filler'))
    await store.append(batch)
    await store.append(batch)
    expect(await requests()).toBe(51)
    const [sums, rows] = await bothWays(store)
    expect(sums).toEqual(rows)
  })

  test('deleted while it is open: made anew, and told', async () => {
    const inside = folder()
    const path = join(inside, 'usage.sqlite')
    const { store, reports, requests } = rig(path)
    await store.append([rowOf('a', 1)])
    for (const file of readdirSync(inside)) rmSync(join(inside, file))
    await store.append([rowOf('a', 1), rowOf('b', 2)])
    expect(existsSync(path)).toBe(true)
    expect(await requests()).toBe(2)
    expect(reports).toMatchObject([{ what: 'reopened', path }])
  })

  test('the whole folder deleted', async () => {
    const inside = join(folder(), 'inner')
    const { store, reports, requests } = rig(join(inside, 'usage.sqlite'))
    await store.append([rowOf('a', 1)])
    rmSync(inside, { recursive: true })
    await store.append([rowOf('b', 2)])
    expect(await requests()).toBe(1)
    expect(reports).toMatchObject([{ what: 'reopened' }])
  })
})
