import { redisStore } from '@aiu/cache-redis'
import { cacheStoreContract } from '@aiu/testing'
import { describe } from 'vitest'
import { anyRedis, freshPrefix, named } from './support/redis.ts'

const redis = await anyRedis()

describe.skipIf(!redis)(named('with Redis', redis), () => {
  cacheStoreContract('redis', () => redisStore({ url: redis?.url ?? '', prefix: freshPrefix() }))
})
