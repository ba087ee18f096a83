import { type RedisUsage, type RedisUsageOptions, redisUsage } from '@aiu/usage-redis'
import { anyRedis, canStart, freshPrefix, named, ownRedis } from '@aiu-tooling/support/redis'
import { bothWays, DAY_MS, rowOf, START } from '@aiu-tooling/support/usage-rows'
import { createClient, createCluster } from '@redis/client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { admin } from './support/admin.ts'
import { lastingRedis } from './support/lasting-redis.ts'

const redis = await anyRedis()
const url = redis?.url ?? ''
const there = await canStart()
const HOUR_MS = 3_600_000

function made(options: Partial<RedisUsageOptions> = {}): RedisUsage {
  const store = redisUsage({ url, prefix: freshPrefix(), ...options } as RedisUsageOptions)
  onTestFinished(() => store.close())
  return store
}
const batchOf = (name: string, count = 40) =>
  Array.from({ length: count }, (_, n) => rowOf(`${name} ${n}`, n))

test.each<[string, Partial<Record<'url' | 'client' | 'prefix' | 'retentionDays' | 'patienceMs', unknown>>]>([
  ['url', { url: undefined }],
  ['url', { url: 'http://127.0.0.1' }],
  ['url', { url: 'redis://127.0.0.1/zero' }],
  ['url', { url: 'redis://:100%@127.0.0.1' }],
  ['url', { client: { eval() {} } }],
  ['client', { url: undefined, client: {} }],
  ['prefix', { prefix: 'a{b}' }],
  ['prefix', { prefix: '' }],
  ['prefix', { prefix: 'a::b' }],
  ['retentionDays', { retentionDays: -1 }],
  ['retentionDays', { retentionDays: 1.5 }],
  ['patienceMs', { patienceMs: 0 }],
  ['patienceMs', { patienceMs: Number.NaN }],
])('%s: %j is refused', (name, options) => {
  expect(() => redisUsage({ url: 'redis://127.0.0.1', ...options } as RedisUsageOptions)).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(name) }),
  )
})

describe.skipIf(!redis)(named('with Redis', redis), () => {
  test('more rows than one script takes, and more days', async () => {
    const store = made()
    const rows = Array.from({ length: 2500 }, (_, n) => rowOf(`${n}`, n, { at: START + n * DAY_MS }))
    await store.append(rows)
    await store.append(rows)
    expect(await store.sum({})).toMatchObject([{ requests: 2500, cost: { USD: 250 } }])
    expect(await store.sum({ by: ['day'] })).toHaveLength(2500)
    const [sums, again] = await bothWays(store)
    expect(sums).toEqual(again)
  })

  test('two prefixes do not meet, and clearing one leaves the other and all else alone', async () => {
    const prefix = freshPrefix()
    const [one, other] = [made({ prefix }), made({ prefix: `${prefix}:more` })]
    const say = await admin(url)
    await say('SET', `${prefix}:mine`, 'x')
    await one.append(batchOf('a'))
    await other.append(batchOf('a', 10))
    await one.clear()
    expect(await one.sum({})).toMatchObject([{ requests: 0 }])
    expect(await other.sum({})).toMatchObject([{ requests: 10 }])
    expect(await say('GET', `${prefix}:mine`)).toBe('x')
    expect(await say('KEYS', `{${prefix}}*`)).toEqual([])
    await say('DEL', `${prefix}:mine`)
  })

  test('how long rows, ids and sums are kept', async () => {
    const prefix = freshPrefix()
    const say = await admin(url)
    const left = async (what: string) => Number(await say('PTTL', `{${prefix}}:${what}`)) / HOUR_MS
    const day = Math.floor(START / DAY_MS)
    await made({ prefix, retentionDays: 1 }).append([rowOf('a', 0)])
    expect(await left(`rows:${day}`)).toBeCloseTo(24, 1)
    expect(await left(`ids:${day}`)).toBeCloseTo(48, 1)
    await made({ prefix, retentionDays: 5 }).append([rowOf('b', 0)])
    for (const what of ['rows', 'ids']) expect(await left(`${what}:${day}`)).toBeCloseTo(120, 1)
    for (const what of [`sums:${day}`, 'kinds', 'days']) expect(await left(what)).toBeLessThan(0)
  })

  test('where rows have ended, what only they could tell is refused, not guessed', async () => {
    const prefix = freshPrefix()
    const store = made({ prefix })
    for (let day = 0; day < 3; day++)
      await store.append(
        Array.from({ length: 10 }, (_, n) => rowOf(`${day} ${n}`, n, { at: START + day * DAY_MS + n })),
      )
    const say = await admin(url)
    await say('DEL', `{${prefix}}:rows:${START / DAY_MS}`)
    for (const query of [
      { since: START + 5 },
      { by: ['tag:team'] },
      { where: { 'tag:team': 't1' } },
    ] as const)
      await expect(store.sum(query)).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('2026-11-23 to 2026-11-23 are kept'),
      })
    expect(await store.sum({})).toMatchObject([{ requests: 30 }])
    expect(await store.sum({ since: START + DAY_MS + 5 })).toMatchObject([{ requests: 15 }])
    expect(await store.sum({ by: ['tag:team'], since: START + DAY_MS })).toHaveLength(4)
    // One more row of that day does not make it whole.
    await store.append([rowOf('late', 0, { at: START })])
    await expect(store.sum({ by: ['tag:team'] })).rejects.toMatchObject({ code: 'unsupported' })
  })

  test("the app's own client is used, and left open", async () => {
    const client = createClient({ url })
    await client.connect()
    onTestFinished(() => client.destroy())
    const prefix = freshPrefix()
    const store = redisUsage({ client, prefix })
    await store.append(batchOf('a'))
    await store.close()
    expect(client.isOpen).toBe(true)
    expect(await made({ prefix }).sum({})).toMatchObject([{ requests: 40 }])
  })

  test('closed is not over', async () => {
    const store = made()
    await store.append(batchOf('a'))
    await store.close()
    expect(await store.sum({})).toMatchObject([{ requests: 40 }])
  })
})

describe.skipIf(!there)(named('with a server of its own', there), () => {
  test('in a cluster', { timeout: 120_000 }, async () => {
    const server = await lastingRedis('--cluster-enabled', 'yes')
    const say = await admin(server.url)
    await say('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    await expect.poll(() => say('CLUSTER', 'INFO'), { timeout: 120_000 }).toContain('cluster_state:ok')
    const cluster = createCluster({ rootNodes: [{ url: server.url }] })
    await cluster.connect()
    onTestFinished(() => cluster.destroy())
    const store = redisUsage({ client: cluster })
    await store.append(Array.from({ length: 100 }, (_, n) => rowOf(`${n}`, n)))
    const [sums, rows] = await bothWays(store)
    expect(sums).toEqual(rows)
    await store.clear()
    expect(await store.sum({})).toMatchObject([{ requests: 0 }])
  })

  test('what 10,000 rows take of its memory is as the README says', { timeout: 120_000 }, async () => {
    const server = await ownRedis()
    const say = await admin(server.url)
    const used = async () => Number(/used_memory:(\d+)/.exec(`${await say('INFO', 'memory')}`)?.[1])
    const perRow: number[] = []
    for (const retentionDays of [0, 7]) {
      const before = await used()
      const store = made({ url: server.url, prefix: `kept:${retentionDays}`, retentionDays })
      for (let part = 0; part < 10; part++)
        await store.append(batchOf(`${crypto.randomUUID()} ${part}`, 1000))
      perRow.push(((await used()) - before) / 10_000)
    }
    expect(perRow[0]).toBeLessThan(150)
    expect(perRow[1]).toBeLessThan(1_000)
  })
})
