import { child } from '@aiu-tooling/support/child'
import { canStart, named, ownRedis } from '@aiu-tooling/support/redis'
import { describe, expect, test } from 'vitest'
import { admin } from './support/admin.ts'

const there = await canStart()
const script = new URL('./support/uses-store.ts', import.meta.url)
/** More than a connection is given up after; a slow machine gets ten times its start of a process on top. */
const SOON_MS = 4_000

async function endsAfter(what: string, url: string): Promise<string> {
  const started = performance.now()
  const program = child(script, what, url)
  const said = await program.line()
  const startMs = performance.now() - started
  expect(await program.ended(SOON_MS + 10 * startMs), `the process ends after "${said}"`).toEqual({
    code: 0,
    stderr: '',
  })
  return said
}

describe.skipIf(!there)(named('a process ends by itself', there), () => {
  for (const what of ['asked', 'closed', 'idle'])
    test(`${what}: Redis is there, hangs, is gone`, { timeout: 120_000 }, async () => {
      const redis = await ownRedis()
      const say = await admin(redis.url)
      expect(await endsAfter(what, redis.url)).toBe('fine')
      // What it held was given back before it ended.
      expect(await say('KEYS', '*:open')).toEqual([])
      redis.freeze()
      expect(await endsAfter(what, redis.url)).toBe('limit')
      redis.thaw()
      await redis.kill()
      expect(await endsAfter(what, redis.url)).toBe('limit')
    })
})
