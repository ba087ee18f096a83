import type { LimitStore } from '@aiu/core'
import { type RedisCommands, type RedisLimits, redisLimits } from '@aiu/limits-redis'
import { createClient, createClientPool, createCluster, createSentinel } from '@redis/client'
import { expectTypeOf, test } from 'vitest'

test('the clients of Redis fit, and what happens without it is said', () => {
  expectTypeOf(createClient()).toExtend<RedisCommands>()
  expectTypeOf(createClientPool()).toExtend<RedisCommands>()
  expectTypeOf(createCluster({ rootNodes: [] })).toExtend<RedisCommands>()
  expectTypeOf(createSentinel({ name: 'a', sentinelRootNodes: [] })).toExtend<RedisCommands>()
  expectTypeOf<RedisLimits>().toExtend<LimitStore>()
  // @ts-expect-error whenLost is missing
  redisLimits({ url: 'redis://127.0.0.1' })
  // @ts-expect-error either a url or a client
  redisLimits({ url: 'redis://127.0.0.1', client: createClient(), whenLost: 'closed' })
})
