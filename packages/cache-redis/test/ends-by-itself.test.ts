import { child } from '@aiu-tooling/support/child'
import { canStart, named, ownRedis } from '@aiu-tooling/support/redis'
import { slowProxy } from '@aiu-tooling/support/slow-proxy'
import { describe, expect, test } from 'vitest'

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
  test.each(['asked', 'closed', 'idle', 'used alone'])(
    'Redis is there: %s',
    { timeout: 120_000 },
    async (what) => {
      const { url } = await ownRedis()
      expect(await endsAfter(what, url)).toMatch(/^(fine|undefined)$/)
    },
  )

  test.each(['asked', 'closed', 'idle', 'used alone'])(
    'Redis is gone: %s',
    { timeout: 120_000 },
    async (what) => {
      const redis = await ownRedis()
      await redis.kill()
      expect(await endsAfter(what, redis.url)).toMatch(/^fine$|ECONNREFUSED/)
    },
  )

  test.each(['asked', 'closed', 'idle', 'used alone'])(
    'Redis hangs: %s',
    { timeout: 120_000 },
    async (what) => {
      const redis = await ownRedis()
      redis.freeze()
      expect(await endsAfter(what, redis.url)).toMatch(/^fine$|no answer for 1000 ms/)
    },
  )

  test('Redis went away or hung after it was used', { timeout: 120_000 }, async () => {
    for (const fault of ['kill', 'freeze'] as const) {
      const redis = await ownRedis()
      const started = performance.now()
      const program = child(script, 'idle', redis.url)
      await program.line()
      const startMs = performance.now() - started
      await redis[fault]()
      expect(await program.ended(1_200 + SOON_MS + 10 * startMs)).toEqual({ code: 0, stderr: '' })
    }
  })

  test('a slow start is waited for where it is used alone', {
    timeout: 120_000,
  }, async () => {
    const proxy = await slowProxy((await ownRedis()).port)
    proxy.delayMs = 300
    expect(await endsAfter('used alone', `redis://127.0.0.1:${proxy.port}`)).toBe('undefined')
    expect(await endsAfter('asked', `redis://127.0.0.1:${proxy.port}`)).toBe('fine')
  })
})
