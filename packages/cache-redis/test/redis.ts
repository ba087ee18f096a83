import { redisServer } from '@aiu/testing/node'
import { afterAll } from 'vitest'

/**
 * The Redis of `REDIS_URL`, else one of this test file's own; `undefined` where there is none, but in CI, which installs it.
 */
export const redis = await (async () => {
  const { REDIS_URL: url, CI } = process.env
  if (url) return { url }
  const server = await redisServer()
  if (!server && CI === 'true') throw new Error('redis-server is missing: apt-get install redis-server')
  afterAll(async () => server?.[Symbol.asyncDispose]())
  return server
})()
