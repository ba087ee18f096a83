import { redisStore } from '@aiu/cache-redis'
import { cacheStoreContract } from '@aiu/testing'
import { anyRedis, freshPrefix, named } from '@aiu-tooling/support/redis'
import { describe } from 'vitest'

const redis = await anyRedis()

describe.skipIf(!redis)(named('with Redis', redis), () => {
  cacheStoreContract('redis', () => redisStore({ url: redis?.url ?? '', prefix: freshPrefix() }))
})
