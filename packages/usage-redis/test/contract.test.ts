import { usageStoreContract } from '@aiu/testing'
import { redisUsage } from '@aiu/usage-redis'
import { anyRedis, freshPrefix, named } from '@aiu-tooling/support/redis'
import { describe } from 'vitest'

const redis = await anyRedis()
const url = redis?.url ?? ''

describe.skipIf(!redis)(named('with Redis', redis), () => {
  usageStoreContract('redis', () => redisUsage({ url, prefix: freshPrefix() }))
  usageStoreContract('redis without rows', () => redisUsage({ url, prefix: freshPrefix(), retentionDays: 0 }))
})
