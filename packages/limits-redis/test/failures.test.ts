import { isAiuError } from '@aiu/core'
import { memoryLimits } from '@aiu/limits'
import { type LimitsReport, redisLimits } from '@aiu/limits-redis'
import {
  anyRedis,
  canStart,
  freshPrefix,
  hasIPv6,
  listenOnIPv6,
  named,
  ownRedis,
} from '@aiu-tooling/support/redis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { admin } from './support/admin.ts'
import { had, idOf, take } from './support/take.ts'

const there = await canStart()
const redis = await anyRedis()
const RULE = { amount: 10, perMs: 3_600_000 }
const PATIENT = { patienceMs: 10_000 }

describe.skipIf(!there)(named('one key that is wrong', there), () => {
  test('H10 the calls of that key fail, and no others', async () => {
    const url = redis?.url ?? ''
    const prefix = freshPrefix()
    const reports: LimitsReport[] = []
    const store = redisLimits({
      url,
      prefix,
      whenLost: 'closed',
      onReport: (report) => reports.push(report),
      ...PATIENT,
    })
    onTestFinished(() => store.close())
    await (await admin(url))('SET', `${prefix}:{wrong}`, 'a text')
    const ends = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => take(store, n % 2 ? 'wrong' : `customer ${n}`, 1, RULE)),
    )
    for (const [n, end] of ends.entries())
      if (n % 2) {
        const { reason } = end as PromiseRejectedResult
        expect(reason).toMatchObject({ code: 'limit', cause: { code: 'server' } })
        expect(reason.message).toContain('WRONGTYPE')
      } else expect(end).toMatchObject({ value: { id: expect.any(String) } })
    expect(reports).toEqual([])
  })

  test('H10 with a share of this process, that key alone is counted here', async () => {
    const url = redis?.url ?? ''
    const prefix = freshPrefix()
    const whenLost = { local: memoryLimits(), share: 1 / 5 }
    const store = redisLimits({ url, prefix, whenLost, ...PATIENT })
    onTestFinished(() => store.close())
    await (await admin(url))('SET', `${prefix}:{wrong}`, 'a text')
    const of = (key: string) => Promise.all(Array.from({ length: 12 }, () => take(store, key, 1, RULE)))
    const [wrong, right] = await Promise.all([of('wrong'), of('right')])
    expect([had(wrong), had(right)]).toEqual([2, 10])
  })

  test('H10 a settlement that Redis refuses for its key is not sent again', async () => {
    const url = redis?.url ?? ''
    const prefix = freshPrefix()
    let refused = 0
    const say = await admin(url)
    const run = async (words: string[]) =>
      say(...words).catch((error: unknown) => {
        refused++
        throw error
      })
    const store = redisLimits({
      client: {
        eval: (script, { keys, arguments: args }) =>
          run(['EVAL', script, `${keys.length}`, ...keys, ...args]),
        evalSha: async () => Promise.reject(new Error('NOSCRIPT')),
      },
      prefix,
      whenLost: 'closed',
      ...PATIENT,
    })
    const id = idOf(await take(store, 'k', 1, RULE))
    await say('SET', `${prefix}:{k}`, 'a text')
    await store.settle(id, { n: 1 })
    for (let n = 0; n < 5; n++) await take(store, 'other', 1, RULE)
    expect(refused).toBe(1)
  })
})

describe.skipIf(!there)(named('a need of 0', there), () => {
  test('C18 r04 is let through when more than the amount was used, as in memory', async () => {
    const local = memoryLimits()
    const store = redisLimits({
      url: redis?.url ?? '',
      prefix: freshPrefix(),
      whenLost: 'closed',
      ...PATIENT,
    })
    onTestFinished(() => store.close())
    for (const one of [store, local]) {
      await one.settle(idOf(await take(one, 'k', 10, RULE)), { n: 18 })
      expect(had([await take(one, 'k', 0, RULE)])).toBe(1)
      for (const need of [1, -1, Number.NaN, 11])
        expect(had([await take(one, 'k', need, RULE)]), `${need}`).toBe(0)
      expect(had([await take(one, 'k', 0, RULE)])).toBe(1)
    }
  })
})

test.skipIf(!there || !hasIPv6)(
  `C39 r05 a Redis by IPv6${hasIPv6 ? '' : ' (this machine has no IPv6 loopback)'}`,
  async () => {
    const server = await ownRedis()
    await listenOnIPv6(server)
    for (const url of [`redis://[::1]:${server.port}`, { host: '::1', port: server.port }]) {
      const store = redisLimits({ url, whenLost: 'closed', ...PATIENT })
      onTestFinished(() => store.close())
      await store.refund(idOf(await take(store, 'k', 10, RULE)))
    }
    const wrong = () => redisLimits({ url: { host: '[::1]:6379' }, whenLost: 'closed' })
    expect(wrong).toThrow(/redisLimits: url\.host/)
    expect(wrong).toThrow(expect.toSatisfy((error) => isAiuError(error, 'configuration')))
  },
)
