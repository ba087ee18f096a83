import { LONG } from '@aiu-tooling/support/long'
import { canStart, named, ownRedis } from '@aiu-tooling/support/redis'
import { slowProxy } from '@aiu-tooling/support/slow-proxy'
import { describe, expect, test } from 'vitest'
import { admin } from './support/admin.ts'
import { inUse, MOST_MS, PATIENCE_MS, survives } from './support/outage.ts'
import { expected, KINDS, rig } from './support/rig.ts'
import type { UpstreamOptions } from './support/upstream.ts'

const there = await canStart()
const PATIENT = { patienceMs: PATIENCE_MS }
const LIMIT_MS = 120_000
/** Each fault is met once in `npm test`, from the start or in the middle. */
const LATER = 'the same fault at another moment is for npm run test:long'

describe.skipIf(!there)(named('while Redis is away', there), () => {
  test('F50 refused at the start, F54 there later', { timeout: LIMIT_MS }, async () => {
    const redis = await ownRedis()
    await survives(await rig(redis, PATIENT), {
      atStart: true,
      begin: redis.kill,
      end: redis.start,
      says: /^ProviderConnectionError: Redis at 127\.0\.0\.1:\d+: connect ECONNREFUSED/,
    })
  })

  test('F51 killed in the middle, F54 back again', { timeout: LIMIT_MS }, async () => {
    const redis = await ownRedis()
    await survives(await rig(redis, PATIENT), { begin: redis.kill, end: redis.start })
  })

  for (const atStart of [true, false]) {
    const when = atStart ? 'from the start' : 'in the middle'
    test(`F52 frozen ${when}`, { timeout: LIMIT_MS }, async ({ skip }) => {
      skip(!LONG && atStart, LATER)
      const redis = await ownRedis()
      await survives(await rig(redis, PATIENT), {
        atStart,
        begin: redis.freeze,
        end: redis.thaw,
        // By the cache, or by the watch over the connection, whichever is first.
        says: /longer than 600 ms|no answer for 1000 ms/,
      })
    })

    test(`F52 a hole in the network ${when}`, { timeout: LIMIT_MS }, async ({ skip }) => {
      skip(!LONG && !atStart, LATER)
      const proxy = await slowProxy((await ownRedis()).port)
      await survives(await rig({ url: `redis://127.0.0.1:${proxy.port}` }, PATIENT), {
        atStart,
        begin() {
          proxy.hole = true
        },
        end() {
          proxy.hole = false
        },
      })
    })

    test(`F53 slow by 2 s ${when}`, { timeout: LIMIT_MS }, async ({ skip }) => {
      skip(!LONG && atStart, LATER)
      const proxy = await slowProxy((await ownRedis()).port)
      await survives(await rig({ url: `redis://127.0.0.1:${proxy.port}` }, PATIENT), {
        atStart,
        begin() {
          proxy.delayMs = 2_000
        },
        end() {
          proxy.delayMs = 0
        },
      })
    })
  }

  test('F52 a hole while an answer comes: nobody waits for the lease that was held', {
    timeout: LIMIT_MS,
  }, async () => {
    const proxy = await slowProxy((await ownRedis()).port)
    const before = (): void => {
      proxy.hole = true
    }
    const options = { before }
    const { put, layer } = await rig({ url: `redis://127.0.0.1:${proxy.port}` }, {}, options)
    await put('ask', 'the same')
    await layer.settled()
    options.before = () => {}
    proxy.hole = false
    // What was said into the hole is lost, the release as well; the connection is given up a second later.
    const times: number[] = []
    await expect
      .poll(
        async () => {
          const { ms, hit } = await put('ask', 'the same')
          times.push(ms)
          await layer.settled()
          return hit
        },
        { timeout: 120_000 },
      )
      .toBe(true)
    expect(Math.max(...times)).toBeLessThan(2_000)
  })

  test('F52 frozen while an answer comes: who asks again at once waits for it once', {
    timeout: LIMIT_MS,
  }, async () => {
    const redis = await ownRedis()
    const options: UpstreamOptions = {}
    const client = await rig(redis, PATIENT, options)
    const took: number[] = []
    for (const question of ['one', 'two', 'three']) {
      await inUse(client)
      options.before = redis.freeze
      await client.put('ask', question)
      took.push((await client.put('ask', question)).ms)
      options.before = undefined
      redis.thaw()
    }
    expect(Math.min(...took)).toBeLessThan(MOST_MS)
  })

  test('F54 a replica that takes no writes: what is kept is found, and one report', {
    timeout: LIMIT_MS,
  }, async () => {
    const redis = await ownRedis()
    const client = await rig(redis)
    const say = await admin(redis.url)
    for (const kind of KINDS) await client.put(kind, 'kept')
    await client.layer.settled()
    await say('REPLICAOF', '127.0.0.1', '1')
    for (let round = 0; round < 5; round++)
      for (const kind of KINDS) {
        expect(await client.put(kind, 'kept')).toMatchObject({ hit: true })
        const question = `new ${round}`
        expect(await client.put(kind, question)).toMatchObject({ text: expected(kind, question) })
      }
    await client.layer.settled()
    expect(client.reports).toMatchObject([{ access: 'write', state: 'down', error: { code: 'server' } }])
    await say('REPLICAOF', 'NO', 'ONE')
    await inUse(client)
    expect(client.reports).toMatchObject([{ state: 'down' }, { access: 'write', state: 'up' }])
  })

  test('F54 scripts forgotten, and all connections closed by the server', { timeout: LIMIT_MS }, async () => {
    const redis = await ownRedis()
    const client = await rig(redis)
    const say = await admin(redis.url)
    await inUse(client)
    await say('SCRIPT', 'FLUSH')
    await inUse(client)
    await say('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await inUse(client)
    expect(await say('KEYS', '*=*')).toEqual([])
  })
})
