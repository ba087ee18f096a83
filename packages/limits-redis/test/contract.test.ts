import { redisLimits } from '@aiu/limits-redis'
import { limitStoreContract } from '@aiu/testing'
import { anyRedis, freshPrefix, named } from '@aiu-tooling/support/redis'
import { describe } from 'vitest'

const redis = await anyRedis()

describe.skipIf(!redis)(named('with Redis', redis), () => {
  limitStoreContract('redis', () =>
    redisLimits({ url: redis?.url ?? '', prefix: freshPrefix(), whenLost: 'closed' }),
  )
})
