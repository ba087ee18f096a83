import { redisUsage } from '@aiu/usage-redis'
import { anyRedis, freshPrefix, named } from '@aiu-tooling/support/redis'
import { bothWays } from '@aiu-tooling/support/usage-rows'
import { describe, expect, onTestFinished, test } from 'vitest'
import { child } from './support/child.ts'

const redis = await anyRedis()

describe.skipIf(!redis)(named('several processes', redis), () => {
  test('two with 5,000 rows each: exact sums, and no row twice', { timeout: 120_000 }, async () => {
    const url = redis?.url ?? ''
    const prefix = freshPrefix()
    // The third appends rows of the first, as one that is not told whether they arrived.
    const children = [
      child('append.ts', [url, prefix, '5000', '50', 'first']),
      child('append.ts', [url, prefix, '5000', '50', 'second']),
      child('append.ts', [url, prefix, '1000', '25', 'first']),
    ]
    for (const one of children) expect(await one.said()).toBe('ready')
    for (const one of children) one.tell('go')
    for (const one of children) expect(await one.said()).toBe('done')
    // The connection is left open: it keeps no process from ending.
    for (const one of children) expect(await one.ended).toBe(0)
    const store = redisUsage({ url, prefix })
    onTestFinished(() => store.close())
    const [sum] = await store.sum({})
    expect(sum).toMatchObject({ calls: 10_000, requests: 10_000, cost: { USD: 1000 }, durationMs: 10_000 })
    const tokens = Array.from({ length: 5000 }, (_, n) => n % 100).reduce((all, one) => all + one)
    expect(sum?.used).toEqual({ inputTokens: 2 * tokens })
    const [sums, rows] = await bothWays(store)
    expect(sums).toEqual(rows)
  })
})
