import { redisLimits } from '@aiu/limits-redis'
import { limitStoreContract } from '@aiu/testing'
import { describe } from 'vitest'
import { anyRedis, freshPrefix, named } from './support/redis.ts'

const redis = await anyRedis()

describe.skipIf(!redis)(named('with Redis', redis), () => {
  limitStoreContract('redis', () =>
    redisLimits({ url: redis?.url ?? '', prefix: freshPrefix(), whenLost: 'closed' }),
  )
})
