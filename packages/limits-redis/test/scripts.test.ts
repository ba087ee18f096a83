import { setTimeout as pause } from 'node:timers/promises'
import { redisLimits } from '@aiu/limits-redis'
import { canStart, named, ownRedis } from '@aiu-tooling/support/redis'
import { createClient, createCluster } from '@redis/client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { admin } from './support/admin.ts'
import { cluster } from './support/cluster.ts'
import { had, idOf, take } from './support/take.ts'

const there = await canStart()
const RULE = { amount: 10, perMs: 3_600_000 }
const closed = { whenLost: 'closed' } as const

describe.skipIf(!there)(named('where scripts are', there), () => {
  test('F54 forgotten between calls', async () => {
    const redis = await ownRedis()
    const say = await admin(redis.url)
    const store = redisLimits({ url: redis.url, ...closed })
    onTestFinished(() => store.close())
    for (let round = 0; round < 4; round++) {
      const id = idOf(await take(store, 'k', 10, RULE))
      await say('SCRIPT', 'FLUSH')
      if (round % 2) await store.settle(id, { n: 0 })
      else await store.refund(id)
      await say('SCRIPT', 'FLUSH')
    }
  })

  test.each([
    ['not to be loaded', ['-script']],
    ['not to be run by a hash', ['-script', '-evalsha']],
  ])('%s', async (_, rights) => {
    const redis = await ownRedis()
    const say = await admin(redis.url)
    await say('ACL', 'SETUSER', 'app', 'on', '>open-sesame', '~*', '&*', '+@all', ...rights)
    const store = redisLimits({ url: `redis://app:open-sesame@127.0.0.1:${redis.port}`, ...closed })
    onTestFinished(() => store.close())
    expect(had(await Promise.all(Array.from({ length: 20 }, () => take(store, 'k', 1, RULE))))).toBe(10)
    await say('SCRIPT', 'FLUSH')
    expect(had([await take(store, 'k', 1, RULE)])).toBe(0)
  })

  test('not to be run at all: it is said so', async () => {
    const redis = await ownRedis()
    const say = await admin(redis.url)
    await say('ACL', 'SETUSER', 'app', 'on', '>open-sesame', '~*', '&*', '+@all', '-@scripting')
    const store = redisLimits({ url: `redis://app:open-sesame@127.0.0.1:${redis.port}`, ...closed })
    onTestFinished(() => store.close())
    await expect(take(store, 'k', 1, RULE)).rejects.toMatchObject({
      code: 'limit',
      message: expect.stringMatching(/NOPERM/),
      cause: { code: 'authentication' },
    })
  })

  test('sent by the hash as a rule: a call is two commands of some hundred bytes', async () => {
    const redis = await ownRedis()
    const client = createClient({ url: redis.url })
    await client.connect()
    onTestFinished(() => client.destroy())
    const sent = { eval: 0, evalSha: 0 }
    const store = redisLimits({
      client: {
        eval: (script, given) => {
          sent.eval++
          return client.eval(script, given)
        },
        evalSha: (hash, given) => {
          sent.evalSha++
          return client.evalSha(hash, given)
        },
      },
      ...closed,
    })
    await store.refund(idOf(await take(store, 'first', 1, RULE)))
    await pause(1_050)
    for (let round = 0; round < 10; round++) await store.refund(idOf(await take(store, 'k', 1, RULE)))
    expect(sent).toEqual({ eval: 2, evalSha: 21 })
  })

  test('in a cluster: all of one call is in one place', { timeout: 120_000 }, async () => {
    const port = await cluster()
    const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] })
    await client.connect()
    onTestFinished(() => client.destroy())
    const store = redisLimits({ client, ...closed })
    const plain = redisLimits({ url: `redis://127.0.0.1:${port}`, ...closed })
    onTestFinished(() => plain.close())
    for (const key of ['a', '', '}', '{', 'a{b}c', '{}', ' ', 'ä\n\0', '\ud800']) {
      const ids = await Promise.all(Array.from({ length: 10 }, () => take(store, key, 1, RULE)))
      expect(had(ids), JSON.stringify(key)).toBe(10)
      expect(had([await take(plain, key, 1, RULE)])).toBe(0)
      for (const one of ids) await store.refund(idOf(one))
      expect(had([await take(plain, key, 10, RULE)])).toBe(1)
      await plain.forget(key)
      expect(had([await take(store, key, 10, RULE)])).toBe(1)
    }
  })
})
