import { setTimeout as pause } from 'node:timers/promises'
import type { NotReserved, Reserved } from '@aiu/core'
import { memoryLimits } from '@aiu/limits'
import { redisLimits } from '@aiu/limits-redis'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { anyRedis, freshPrefix, named } from '@aiu-tooling/support/redis'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { admin } from './support/admin.ts'
import { had, idOf, take } from './support/take.ts'

const redis = await anyRedis()
const url = redis?.url ?? ''

function open(prefix = freshPrefix()) {
  const store = redisLimits({ url, prefix, whenLost: 'closed' })
  onTestFinished(() => store.close())
  return { store, log: `${prefix}:{k}`, prefix }
}

const SECOND_US = 1_000_000

describe.skipIf(!redis)(named('what is counted', redis), () => {
  test('is the same as in memory, whatever is asked, settled and refunded', {
    timeout: 120_000,
  }, async () => {
    const say = await admin(url)
    const step = fc.record({
      after: fc.integer({ min: 0, max: 6 }),
      a: fc.integer({ min: 0, max: 6 }),
      b: fc.integer({ min: 0, max: 4 }),
      end: fc.constantFrom('open', 'settle', 'refund'),
      which: fc.integer({ min: 0, max: 5 }),
      used: fc.integer({ min: 0, max: 9 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(step, { minLength: 1, maxLength: 25 }),
        async (amount, calls, steps) => {
          const { store, log } = open()
          const clock = { at: 0, now: () => clock.at, sleep: async () => {} }
          const model = memoryLimits({ clock })
          const limits = {
            a: { amount, perMs: 1_000_000 },
            b: { amount: 2 * amount, perMs: 300_000 },
            c: { amount: calls },
          }
          const ids: [string, string][] = []
          for (const { after, a, b, end, which, used } of steps) {
            // In steps of 100 s: the clock of Redis is put forward by what it adds for having been set back.
            clock.at += after * 100_000
            await say('HINCRBY', log, 'behind', `${after * 100 * SECOND_US}`)
            const request = { units: { a, b, c: 1 }, limits, holdMs: 500_000 }
            const expected = (await model.reserve('k', request)) as Reserved | NotReserved
            const given = await store.reserve('k', request)
            if ('id' in expected) ids.push([expected.id, idOf(given)])
            else {
              const { waitMs, left } = given as NotReserved
              expect(left).toEqual(expected.left)
              // Redis's own clock goes on meanwhile.
              if (Number.isFinite(expected.waitMs))
                expect(Math.abs(waitMs - expected.waitMs)).toBeLessThan(10_000)
              else expect(waitMs).toBe(expected.waitMs)
            }
            const [its, ours] = ids[which] ?? []
            if (end === 'open' || !its || !ours) continue
            if (end === 'refund') await Promise.all([model.refund(its), store.refund(ours)])
            else await Promise.all([model.settle(its, { a: used }), store.settle(ours, { a: used })])
          }
          await say('DEL', log, `${log}:open`)
          await store.close()
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a great many entries take bounded room, and are never too many', { timeout: 120_000 }, async () => {
    const { store, log } = open()
    const say = await admin(url)
    const limit = { amount: 3_000, perMs: 2_000 }
    const from = performance.now()
    const times: number[] = []
    let most = 0
    while (times.length < 7_000 && performance.now() - from < 100_000) {
      const asked = performance.now()
      const all = await Promise.all(Array.from({ length: 200 }, () => take(store, 'k', 1, limit)))
      await Promise.all(all.map((one) => ('id' in one ? store.settle(one.id, {}) : undefined)))
      for (let given = had(all); given > 0; given--) times.push(asked)
      most = Math.max(most, Number(await say('HLEN', log)))
      const refused = all.find((one) => 'waitMs' in one)
      if (refused && 'waitMs' in refused) await pause(Math.min(refused.waitMs, 20))
    }
    expect(times.length).toBeGreaterThanOrEqual(6_000)
    // Two fields for each of the first thousand, and of those that were put together; and what is being settled.
    expect(most).toBeLessThan(2 * (1_001 + 1_000) + 50)
    // The next one was asked for later than the first of them was given.
    for (let at = 3_200; at < times.length; at += 13)
      expect((times[at] as number) - (times[at - 3_200] as number)).toBeGreaterThan(2_000 - 1_000)
  })

  test('whole numbers up to 2^53 are exact, and beyond they are refused', async () => {
    const { store } = open()
    const amount = Number.MAX_SAFE_INTEGER
    const limit = { amount, perMs: 3_600_000 }
    const most = idOf(await take(store, 'k', amount - 2, limit))
    expect(await take(store, 'k', 3, limit)).toMatchObject({ left: { n: 2 } })
    const one = idOf(await take(store, 'k', 1, limit))
    expect(await take(store, 'k', 2, limit)).toMatchObject({ left: { n: 1 } })
    // More than was reserved, many times: a sum beyond what a double holds.
    const more = idOf(await take(store, 'k', 1, limit))
    await store.settle(more, { n: Number.MAX_SAFE_INTEGER })
    await store.settle(one, { n: Number.POSITIVE_INFINITY })
    expect(await take(store, 'k', 1, limit)).toMatchObject({ left: { n: 0 } })
    await store.settle(most, { n: 0 })
    expect(await take(store, 'k', 1, limit)).toMatchObject({ left: { n: 0 } })

    const exact = idOf(await take(store, 'exact', amount, limit))
    await store.settle(exact, { n: amount - 1 })
    expect(had([await take(store, 'exact', 2, limit)])).toBe(0)
    expect(had([await take(store, 'exact', 1, limit)])).toBe(1)

    expect(await take(store, 'k2', 2 ** 60, limit)).toMatchObject({ waitMs: Number.POSITIVE_INFINITY })
    for (const wrong of [2 ** 53, 1e300, 1.5, -1, Number.NaN])
      await expect(take(store, 'k3', 1, { amount: wrong, perMs: 1 })).rejects.toMatchObject({
        code: 'configuration',
        message: `The limit of n of "k3" is ${wrong}; Redis counts whole numbers up to 9007199254740991 exactly.`,
      })
  })

  test('what is no number is never given, and settles nothing; as in memory', async () => {
    for (const store of [open().store, memoryLimits()]) {
      const limit = { amount: 10, perMs: 60_000 }
      expect(await take(store, 'k', Number.NaN, limit)).toMatchObject({ waitMs: Number.POSITIVE_INFINITY })
      await store.settle(idOf(await take(store, 'k', 6, limit)), { n: Number.NaN })
      expect(await take(store, 'k', 5, limit)).toMatchObject({ left: { n: 4 } })
      expect(had([await take(store, 'k', 4, limit)])).toBe(1)
    }
  })

  test('nothing stays behind', async () => {
    const { store, log } = open()
    const say = await admin(url)
    const keys = async () => String(await say('KEYS', `${log}*`))
    const units = { a: 1, c: 1 }
    const limits = { a: { amount: 5, perMs: 100 }, c: { amount: 5 } }
    await store.reserve('k', { units, limits, holdMs: 300 })
    await store.settle(idOf(await store.reserve('k', { units, limits, holdMs: 300 })), {})
    expect(await store.reserve('k', { units: { a: 1, c: 5 }, limits, holdMs: 300 })).toHaveProperty('waitMs')
    for (const key of (await keys()).split(',')) {
      const ttl = Number(await say('PTTL', key))
      expect(ttl, key).toBeGreaterThan(0)
      expect(ttl, key).toBeLessThan(5_000)
    }
    await expect.poll(keys, { timeout: 120_000 }).toBe('')
    // A refusal alone writes nothing.
    await store.reserve('k', { units: { a: 6 }, limits, holdMs: 300 })
    expect(await keys()).toBe('')
  })

  test('F43 the clock of Redis is set back: time goes on, and what was used counts', async () => {
    const { store, log } = open()
    const say = await admin(url)
    const limit = { amount: 2, perMs: 400 }
    await take(store, 'k', 2, limit)
    // Its latest moment is an hour ahead of the clock now.
    const ahead = 3_600 * SECOND_US
    await say('HINCRBY', log, 'clock', `${ahead}`)
    await say('HINCRBY', log, 'at:1:n', `${ahead}`)
    const { waitMs } = (await take(store, 'k', 1, limit)) as NotReserved
    expect(waitMs).toBeLessThanOrEqual(400)
    await pause(waitMs + 5)
    expect(had([await take(store, 'k', 2, limit)])).toBe(1)
  })

  test('what was changed can be forgotten', async () => {
    const { store } = open()
    await take(store, 'k', 1, { amount: 2, perMs: 60_000 })
    const other = { amount: 3, perMs: 60_000 }
    await expect(take(store, 'k', 1, other)).rejects.toMatchObject({
      code: 'configuration',
      message: 'Two limits disagree about n of "k": 2 in 60000 ms, and 3 in 60000 ms.',
      hint: expect.stringContaining('forget()'),
    })
    await store.forget('k')
    expect(had([await take(store, 'k', 3, other)])).toBe(1)
  })
})

describe.skipIf(!redis)(named('who waits', redis), () => {
  test('for much is given way to by those who take little', { timeout: 120_000 }, async () => {
    const prefix = freshPrefix()
    const [large, small] = [open(prefix).store, open(prefix).store]
    const limit = { amount: 100, perMs: 500 }
    let over = false
    let little = 0
    const nibble = async (): Promise<void> => {
      while (!over) {
        const given = await take(small, 'k', 5, limit)
        if ('id' in given) little++
        // Evenly: there are never ninety free at once by themselves.
        await pause('id' in given ? 20 : Math.min(given.waitMs, 20))
      }
    }
    const nibbling = nibble()
    await pause(600)
    const from = loopNow()
    for (;;) {
      const given = await take(large, 'k', 90, limit)
      if ('id' in given) break
      await pause(Math.min(given.waitMs, 1_000))
    }
    const waited = loopNow() - from
    over = true
    await nibbling
    // A second until it is his turn, a stretch until there is room, and what it takes to ask.
    expect(waited).toBeLessThan(2_500)
    expect(little).toBeGreaterThan(20)
  })

  test("and leaves stands in nobody's way", { timeout: 120_000 }, async () => {
    const prefix = freshPrefix()
    const [gone, other] = [open(prefix).store, open(prefix).store]
    const limit = { amount: 10 }
    const held = idOf(await take(other, 'k', 10, limit))
    await take(gone, 'k', 10, limit)
    await pause(1_100)
    // It has its turn now, and asks no more.
    await take(gone, 'k', 10, limit)
    await other.refund(held)
    expect(had([await take(other, 'k', 1, limit)])).toBe(0)
    await expect.poll(async () => had([await take(other, 'k', 1, limit)]), { timeout: 120_000 }).toBe(1)
  })
})
