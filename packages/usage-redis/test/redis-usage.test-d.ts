import type { UsageStore } from '@aiu/core'
import { redisUsage } from '@aiu/usage-redis'
import { createClient, createCluster } from '@redis/client'
import { expectTypeOf, test } from 'vitest'

test('it is a store of usage, of a url or of a client', () => {
  expectTypeOf(redisUsage).returns.toExtend<UsageStore>()
  redisUsage({ url: 'redis://127.0.0.1', retentionDays: undefined })
  redisUsage({ client: createClient() })
  redisUsage({ client: createCluster({ rootNodes: [] }) })
  // @ts-expect-error It would have to guess where Redis is.
  redisUsage({})
  // @ts-expect-error One of them would be of no use.
  redisUsage({ url: 'redis://127.0.0.1', client: createClient() })
})
