import { setTimeout as pause } from 'node:timers/promises'
import { isAiuError, type NotReserved, type Reserved } from '@aiu/core'
import { memoryLimits } from '@aiu/limits'
import { type LimitsReport, type RedisLimits, redisLimits } from '@aiu/limits-redis'
import { LONG } from '@aiu-tooling/support/long'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { canStart, freshPrefix, named, ownRedis } from '@aiu-tooling/support/redis'
import { slowProxy } from '@aiu-tooling/support/slow-proxy'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { admin } from './support/admin.ts'
import { had, idOf, take } from './support/take.ts'

const there = await canStart()
const LIMIT_MS = 120_000
/** Each fault is met once in `npm test`, from the start or in the middle. */
const LATER = 'the same fault at another moment is for npm run test:long'
const PATIENCE_MS = 600
/** Until a lost one is tried again. */
const AGAIN_MS = 1_000
const RULE = { amount: 8, perMs: 3_600_000 }
const SHARE = 1 / 4

interface Rig {
  readonly store: RedisLimits
  readonly reports: LimitsReport[]
}

const PREFIX = freshPrefix()

/** Where nothing is to be lost, on a machine that is busy with other things. */
const PATIENT_MS = 10_000

function rig(url: string, policy: 'closed' | 'local', patienceMs = PATIENCE_MS): Rig {
  const reports: LimitsReport[] = []
  const store = redisLimits({
    url,
    prefix: PREFIX,
    patienceMs,
    whenLost: policy === 'closed' ? 'closed' : { local: memoryLimits(), share: SHARE },
    onReport: (report) => reports.push(report),
  })
  onTestFinished(() => store.close())
  return { store, reports }
}

const timed = async <T>(work: Promise<T>): Promise<{ got: T | unknown; ms: number }> => {
  const from = loopNow()
  const got = await work.catch((error: unknown) => error)
  return { got, ms: loopNow() - from }
}

/** Resolves when Redis counts again. */
async function back({ store, reports }: Rig): Promise<void> {
  await expect
    .poll(
      async () => {
        await take(store, 'probe', 0, RULE).catch(() => {})
        return reports.at(-1)?.state
      },
      { timeout: 120_000, interval: 100 },
    )
    .toBe('up')
}

interface Fault {
  begin(): unknown
  end(): unknown
  readonly says: RegExp
  /** Nothing waits for it. */
  readonly quick?: boolean
}

/** Bounded, told once, by the policy, and over when it is over. */
async function survives(url: string, atStart: boolean, { begin, end, says, quick }: Fault): Promise<void> {
  const both = [rig(url, 'closed'), rig(url, 'local')] as const
  const [closed] = both
  const firsts = atStart
    ? []
    : await Promise.all(both.map(async ({ store }) => idOf(await take(store, 'k', 3, RULE))))
  await begin()
  await Promise.all(
    both.map(async ({ store, reports }, at) => {
      const took: number[] = []
      const all: unknown[] = []
      const until = performance.now() + AGAIN_MS + 300
      while (performance.now() < until) {
        const { got, ms } = await timed(take(store, 'lost', 1, RULE))
        took.push(ms)
        all.push(got)
        await pause(20)
      }
      if (store === closed.store)
        for (const error of all) {
          expect(isAiuError(error, 'limit'), String(error)).toBe(true)
          expect((error as Error).message).toMatch(/^The limit of "lost" cannot be counted\. Redis at 127/)
          expect(error).toMatchObject({ retryAfterMs: AGAIN_MS })
        }
      else {
        // A quarter of 8, and not one more.
        const given = all as (Reserved | NotReserved)[]
        expect(had(given)).toBe(2)
        await store.settle(idOf(given[0] as Reserved), { n: 0 })
        expect(had([await take(store, 'lost', 1, RULE)])).toBe(1)
      }
      // No call but those that try waits; those no longer than the patience.
      expect(Math.max(...took)).toBeLessThan(quick ? 250 : PATIENCE_MS + 400)
      expect(took.filter((ms) => ms > 250).length).toBeLessThanOrEqual(quick ? 0 : 3)
      // It is kept, and told when Redis is back.
      if (firsts[at]) await store.settle(firsts[at], { n: 1 })
      expect(reports).toHaveLength(1)
      expect(reports[0]).toMatchObject({ state: 'down' })
      expect(reports[0]?.error?.message).toMatch(says)
    }),
  )
  await end()
  for (const one of both) {
    await back(one)
    expect(one.reports.map(({ state }) => state)).toEqual(['down', 'up'])
  }
  const { store } = closed
  // A server that was killed has forgotten everything.
  if (!quick && !atStart) await expect.poll(() => take(store, 'k', 8, RULE)).toMatchObject({ left: { n: 6 } })
  expect(had(await Promise.all(Array.from({ length: 10 }, () => take(store, 'after', 1, RULE))))).toBe(8)
  // What one process gave by itself is not in Redis, and what Redis may have given to nobody was taken back.
  await expect.poll(async () => had([await take(store, 'lost', 8, RULE)]), { timeout: 120_000 }).toBe(1)
}

describe.skipIf(!there)(named('while Redis is away', there), () => {
  test('F50 refused at the start, F54 there later', { timeout: LIMIT_MS }, async () => {
    const redis = await ownRedis()
    await survives(redis.url, true, {
      begin: redis.kill,
      end: redis.start,
      says: /ECONNREFUSED/,
      quick: true,
    })
  })

  test('F51 killed in the middle, F54 back again', { timeout: LIMIT_MS }, async () => {
    const redis = await ownRedis()
    await survives(redis.url, false, { begin: redis.kill, end: redis.start, says: /./, quick: true })
  })

  for (const atStart of [true, false]) {
    const when = atStart ? 'from the start' : 'in the middle'
    test(`F52 frozen ${when}`, { timeout: LIMIT_MS }, async ({ skip }) => {
      skip(!LONG && atStart, LATER)
      const redis = await ownRedis()
      await survives(redis.url, atStart, {
        begin: redis.freeze,
        end: redis.thaw,
        says: /no answer for 600 ms/,
      })
    })

    test(`F52 a hole in the network ${when}`, { timeout: LIMIT_MS }, async ({ skip }) => {
      skip(!LONG && !atStart, LATER)
      const proxy = await slowProxy((await ownRedis()).port)
      await survives(`redis://127.0.0.1:${proxy.port}`, atStart, {
        begin() {
          proxy.hole = true
        },
        end() {
          proxy.hole = false
        },
        says: /no answer for 600 ms/,
      })
    })

    test(`F53 slow by 2 s ${when}`, { timeout: LIMIT_MS }, async ({ skip }) => {
      skip(!LONG && atStart, LATER)
      const proxy = await slowProxy((await ownRedis()).port)
      await survives(`redis://127.0.0.1:${proxy.port}`, atStart, {
        begin() {
          proxy.delayMs = 2_000
        },
        end() {
          proxy.delayMs = 0
        },
        says: /no answer for 600 ms/,
      })
    })
  }

  test('F54 a wrong password; in use as soon as the server takes it', { timeout: LIMIT_MS }, async () => {
    const redis = await ownRedis({ password: 'open-sesame-1' })
    const say = await admin(redis.url)
    const one = rig(`redis://:open-sesame-2@127.0.0.1:${redis.port}`, 'closed')
    const { got } = await timed(take(one.store, 'k', 1, RULE))
    expect(got).toMatchObject({ code: 'limit', cause: { code: 'authentication' } })
    expect(one.reports).toMatchObject([{ state: 'down', error: { code: 'authentication' } }])
    expect(`${JSON.stringify(one.reports)}${String(got)}`).not.toContain('open-sesame')
    await say('CONFIG', 'SET', 'requirepass', 'open-sesame-2')
    await back(one)
    expect(one.reports).toHaveLength(2)
  })

  test('F54 a replica that takes no writes, and all connections closed', { timeout: LIMIT_MS }, async () => {
    const redis = await ownRedis()
    const one = rig(redis.url, 'closed')
    const say = await admin(redis.url)
    await take(one.store, 'k', 1, RULE)
    await say('REPLICAOF', '127.0.0.1', '1')
    const { got } = await timed(take(one.store, 'k', 1, RULE))
    expect(got).toMatchObject({ code: 'limit', cause: { code: 'server' } })
    await say('REPLICAOF', 'NO', 'ONE')
    await back(one)
    await say('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    // It is known to be gone before the next one asks, which connects again.
    await pause(200)
    expect(had(await Promise.all(Array.from({ length: 10 }, () => take(one.store, 'k', 1, RULE))))).toBe(7)
    expect(one.reports).toHaveLength(2)
  })

  test('everything is flushed in between: the limit holds from then on, and old ids do nothing', async () => {
    const redis = await ownRedis()
    const { store, reports } = rig(redis.url, 'closed', PATIENT_MS)
    const say = await admin(redis.url)
    const old = await Promise.all(Array.from({ length: 8 }, () => take(store, 'k', 1, RULE)))
    expect(had(old)).toBe(8)
    await say('FLUSHALL')
    const now = await Promise.all(Array.from({ length: 10 }, () => take(store, 'k', 1, RULE)))
    expect(had(now)).toBe(8)
    for (const one of old) await store.refund(idOf(one))
    expect(had([await take(store, 'k', 1, RULE)])).toBe(0)
    expect(reports).toEqual([])
  })

  test('F43 the clock of the process jumps: nobody waits, and nothing is given twice', async () => {
    const redis = await ownRedis()
    const { store } = rig(redis.url, 'closed', PATIENT_MS)
    expect(had(await Promise.all(Array.from({ length: 8 }, () => take(store, 'k', 1, RULE))))).toBe(8)
    onTestFinished(() => void vi.useRealTimers())
    for (const hours of [5, -5]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 })
      const given = await take(store, 'k', 1, RULE)
      expect(given).toMatchObject({ waitMs: expect.any(Number) })
      expect((given as NotReserved).waitMs).toBeGreaterThan(3_500_000)
      expect((given as NotReserved).waitMs).toBeLessThanOrEqual(3_600_000)
      const short = { amount: 1, perMs: 200 }
      idOf(await take(store, `short${hours}`, 1, short))
      await pause(((await take(store, `short${hours}`, 1, short)) as NotReserved).waitMs + 5)
      idOf(await take(store, `short${hours}`, 1, short))
    }
  })

  test('F44 an answer that came while the process was busy is no outage', async () => {
    const { url } = await ownRedis()
    const { store, reports } = rig(url, 'closed')
    await take(store, 'k', 1, RULE)
    for (const turns of [1, 2, 3]) {
      const given = take(store, 'k', 1, RULE)
      // It is asked, and not yet answered.
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
      const end = performance.now() + 2 * PATIENCE_MS
      while (performance.now() < end);
      idOf(await given)
    }
    expect(reports).toEqual([])
  })
})
