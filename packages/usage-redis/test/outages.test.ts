import { type RedisUsage, type RedisUsageOptions, redisUsage } from '@aiu/usage-redis'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { canStart, named, ownRedis } from '@aiu-tooling/support/redis'
import { slowProxy } from '@aiu-tooling/support/slow-proxy'
import { bothWays, rowOf } from '@aiu-tooling/support/usage-rows'
import { describe, expect, onTestFinished, test } from 'vitest'
import { admin } from './support/admin.ts'
import { lastingRedis } from './support/lasting-redis.ts'

const there = await canStart()
const PATIENCE_MS = 1_000
const LIMIT = { timeout: 120_000 }

function made(url: string, options: Partial<RedisUsageOptions> = {}): RedisUsage {
  const store = redisUsage({ url, patienceMs: PATIENCE_MS, ...options } as RedisUsageOptions)
  onTestFinished(() => store.close())
  return store
}
const batchOf = (name: string, count = 40) =>
  Array.from({ length: count }, (_, n) => rowOf(`${name} ${n}`, n))
/** Appends as the tracker does: the same rows again, until it is told that they arrived. Tells how often it was not. */
async function persist(store: RedisUsage, name: string): Promise<number> {
  for (let times = 0; ; times++)
    try {
      await store.append(batchOf(name))
      return times
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
}
/** What a loaded machine may add. */
const SOON_MS = PATIENCE_MS + 2_000
async function rejectsSoon(call: () => Promise<unknown>, says: RegExp): Promise<void> {
  const started = loopNow()
  const error = await call().catch((cause: unknown) => cause)
  expect(loopNow() - started).toBeLessThan(SOON_MS)
  expect(error).toMatchObject({ code: 'connection', message: expect.stringMatching(says) })
}

describe.skipIf(!there)(named('while Redis is away', there), () => {
  test('F50 refused at the start, F54 there later', LIMIT, async () => {
    const redis = await ownRedis()
    await redis.kill()
    const store = made(redis.url)
    for (const call of [() => store.append(batchOf('a')), () => store.sum({})])
      await rejectsSoon(call, /^Redis at 127\.0\.0\.1:\d+: .*ECONNREFUSED/)
    await redis.start()
    await persist(store, 'a')
    expect(await store.sum({})).toMatchObject([{ requests: 40 }])
  })

  test(
    'F52 frozen in the middle of appending: rejects soon, and nothing is counted twice afterwards',
    LIMIT,
    async () => {
      const redis = await ownRedis()
      const store = made(redis.url)
      await persist(store, 'before')
      redis.freeze()
      // What is sent now is done when it goes on, though nobody is told.
      await rejectsSoon(() => store.append(batchOf('during')), /no answer for 1000 ms/)
      await rejectsSoon(() => store.append(batchOf('during')), /no answer for 1000 ms/)
      await rejectsSoon(() => store.sum({}), /no answer for 1000 ms/)
      redis.thaw()
      await persist(store, 'during')
      await persist(store, 'after')
      expect(await store.sum({})).toMatchObject([{ requests: 120, cost: { USD: 12 } }])
      const [sums, rows] = await bothWays(store)
      expect(sums).toEqual(rows)
    },
  )

  test('F52 a hole in the network', LIMIT, async () => {
    const proxy = await slowProxy((await ownRedis()).port)
    const store = made(`redis://127.0.0.1:${proxy.port}`)
    await persist(store, 'before')
    proxy.hole = true
    await rejectsSoon(() => store.append(batchOf('during')), /no answer/)
    proxy.hole = false
    await persist(store, 'during')
    expect(await store.sum({})).toMatchObject([{ requests: 80 }])
  })

  test('F53 answers that come too late: what was done counts once', LIMIT, async () => {
    const proxy = await slowProxy((await ownRedis()).port)
    const store = made(`redis://127.0.0.1:${proxy.port}`)
    await persist(store, 'before')
    proxy.delayMs = 3_000
    await rejectsSoon(() => store.append(batchOf('during')), /no answer/)
    proxy.delayMs = 0
    expect(await store.sum({})).toMatchObject([{ requests: 80 }])
    await persist(store, 'during')
    expect(await store.sum({})).toMatchObject([{ requests: 80 }])
  })

  // Each server is killed once: what Redis 7.0 reads back after a second time is its README's matter.
  test.each([400, 1600, 2800])(
    'F51 killed while several append, after %i rows, F54 back again with what it kept: each row counts once',
    LIMIT,
    async (before) => {
      const redis = await lastingRedis()
      const stores = [made(redis.url), made(redis.url)] as const
      const appending = stores.map(async (store, index) => {
        let failed = 0
        for (let batch = 0; batch < 60; batch++) failed += await persist(store, `${index} ${batch}`)
        return failed
      })
      await expect
        .poll(async () => (await made(redis.url).sum({}))[0]?.requests ?? 0, {
          timeout: 120_000,
          interval: 5,
        })
        .toBeGreaterThan(before)
      await redis.kill()
      await redis.start()
      const failed = await Promise.all(appending)
      expect(Math.max(...failed)).toBeGreaterThan(0)
      const [sum] = await stores[0].sum({})
      expect(sum).toMatchObject({ requests: 4800, cost: { USD: 480 } })
      const [sums, rows] = await bothWays(stores[0])
      expect(sums).toEqual(rows)
    },
  )

  test('a replica that takes no writes: what is kept is told', LIMIT, async () => {
    const redis = await ownRedis()
    const store = made(redis.url)
    await persist(store, 'a')
    const say = await admin(redis.url)
    await say('REPLICAOF', '127.0.0.1', '1')
    await expect(store.append(batchOf('b'))).rejects.toMatchObject({
      code: 'server',
      message: expect.stringMatching(/READONLY/),
    })
    expect(await store.sum({})).toMatchObject([{ requests: 40 }])
    await say('REPLICAOF', 'NO', 'ONE')
    await persist(store, 'b')
    expect(await store.sum({})).toMatchObject([{ requests: 80 }])
  })

  test('a server that is full: nothing of a batch is counted', LIMIT, async () => {
    const redis = await ownRedis()
    const store = made(redis.url)
    await persist(store, 'a')
    const say = await admin(redis.url)
    await say('CONFIG', 'SET', 'maxmemory', '1')
    await expect(store.append(batchOf('b'))).rejects.toMatchObject({
      code: 'server',
      message: expect.stringMatching(/OOM/),
    })
    expect(await store.sum({})).toMatchObject([{ requests: 40 }])
    await say('CONFIG', 'SET', 'maxmemory', '0')
    await persist(store, 'b')
    expect(await store.sum({})).toMatchObject([{ requests: 80 }])
  })

  test('F65 a wrong password is told, and the right one nowhere', LIMIT, async () => {
    const redis = await ownRedis({ password: 'right%one' })
    await made(redis.url).append(batchOf('a'))
    const error = await made(redis.url.replace('right', 'wrong'))
      .append(batchOf('b'))
      .catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'authentication', message: expect.stringContaining('WRONGPASS') })
    expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/one/)
  })
})
