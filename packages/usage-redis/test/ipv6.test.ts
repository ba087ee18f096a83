import { redisUsage } from '@aiu/usage-redis'
import { canStart, hasIPv6, listenOnIPv6, ownRedis } from '@aiu-tooling/support/redis'
import { rowOf } from '@aiu-tooling/support/usage-rows'
import { expect, onTestFinished, test } from 'vitest'

const there = await canStart()

test.skipIf(!there || !hasIPv6)(
  `C39 r05 a Redis by IPv6${hasIPv6 ? '' : ' (this machine has no IPv6 loopback)'}`,
  async () => {
    const redis = await ownRedis()
    await listenOnIPv6(redis)
    for (const [index, url] of [`redis://[::1]:${redis.port}`, { host: '::1', port: redis.port }].entries()) {
      const store = redisUsage({ url })
      onTestFinished(() => store.close())
      await store.append([rowOf(`row ${index}`, index)])
      expect(await store.sum({})).toMatchObject([{ requests: index + 1 }])
    }
    expect(() => redisUsage({ url: { host: '[::1]:6379' } })).toThrow(/redisUsage: url\.host/)
  },
)
