import { canStart, freshPrefix, named, ownRedis } from '@aiu-tooling/support/redis'
import { describe, expect, test } from 'vitest'
import { child } from './support/child.ts'

const there = await canStart()

describe.skipIf(!there)(named('a process ends by itself', there), () => {
  test.each(['is there', 'is gone', 'hangs'])('Redis %s', { timeout: 120_000 }, async (how) => {
    const redis = await ownRedis()
    if (how === 'is gone') await redis.kill()
    if (how === 'hangs') redis.freeze()
    const program = child('append.ts', [redis.url, freshPrefix(), '10', '5', 'a', '500'])
    await program.said()
    program.tell('go')
    expect(await program.said()).toMatch(
      how === 'is there' ? /^done$/ : /^failed: .*(ECONNREFUSED|no answer for 500 ms)/,
    )
    expect(await program.ended).toBe(0)
  })
})
