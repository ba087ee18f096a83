import { redisStore } from '@aiu/cache-redis'
import { cacheStoreContract } from '@aiu/testing'
import { describe } from 'vitest'
import { redis } from './redis.ts'

let made = 0
describe.skipIf(!redis)(redis ? 'with Redis' : 'redis-server is missing', () => {
  // A prefix of its own for each test.
  cacheStoreContract('redis', () =>
    redisStore({ url: redis?.url ?? '', prefix: `test:${process.pid}:${made++}` }),
  )
})
