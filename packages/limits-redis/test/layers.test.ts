import { setTimeout as pause } from 'node:timers/promises'
import { ask, type ChatRequest, isAiuError, type Price, type Provider, stream, wrap } from '@aiu/core'
import { budget, memoryLimits, rateLimit } from '@aiu/limits'
import { type RedisLimits, type RedisLimitsOptions, redisLimits } from '@aiu/limits-redis'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { canStart, freshPrefix, named, ownRedis } from '@aiu-tooling/support/redis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { admin } from './support/admin.ts'

const there = await canStart()

type More = Partial<Omit<RedisLimitsOptions, 'url' | 'client'>>
/** Each is as one process more. */
function storeAt(url: string, prefix: string, more: More = {}): RedisLimits {
  const store = redisLimits({ url, prefix, whenLost: 'closed', patienceMs: 10_000, ...more })
  onTestFinished(() => store.close())
  return store
}

interface Seen {
  readonly times: number[]
  /** Ends what is under way. */
  readonly waiting: (() => void)[]
}
/** Answers at once, or when it is let. */
function provider(seen: Seen, holds = false): Provider {
  const usage = { inputTokens: 10, outputTokens: 10, totalTokens: 20, source: 'provider' } as const
  const begin = async (): Promise<void> => {
    seen.times.push(performance.now())
    if (holds) await new Promise<void>((resolve) => seen.waiting.push(resolve))
  }
  return {
    name: 'here',
    async chat(_request: ChatRequest) {
      await begin()
      return { parts: [{ type: 'text', text: 'Fine.' }], finishReason: 'stop', usage }
    },
    async *stream() {
      await begin()
      yield { type: 'start' }
      yield { type: 'text', text: 'Fine.' }
      yield { type: 'finish', finishReason: 'stop', usage }
    },
  }
}
const seen = (): Seen => ({ times: [], waiting: [] })
const price: Price = ({ inputTokens = 0, outputTokens = 0 }) => ({
  amount: (inputTokens + outputTokens) / 1_000,
  currency: 'USD',
  source: 'the test',
  lines: [],
})

describe.skipIf(!there)(named('with the layers', there), () => {
  test('rateLimit: two wait for one limit, calls and streams, and none is too early', {
    timeout: 120_000,
  }, async () => {
    const { url } = await ownRedis()
    const prefix = freshPrefix()
    const one = seen()
    const both = [1, 2].map(() =>
      wrap(provider(one), rateLimit({ requests: 5, perMs: 500, store: storeAt(url, prefix) })),
    )
    await Promise.all(
      both.flatMap((each) =>
        Array.from({ length: 8 }, (_, at) => (at % 2 ? ask(each, 'Hi') : stream(each, 'Hi').response)),
      ),
    )
    expect(one.times).toHaveLength(16)
    // By this process's clock, which sees each a little after Redis gave it.
    for (let at = 5; at < 16; at++)
      expect((one.times[at] as number) - (one.times[at - 5] as number)).toBeGreaterThan(500 - 100)
    expect((one.times[15] as number) - (one.times[0] as number)).toBeGreaterThan(1_400)
  })

  test('rateLimit: tokens that were not used are there for another process', async () => {
    const { url } = await ownRedis()
    const prefix = freshPrefix()
    const one = seen()
    const [first, second] = [1, 2].map(() =>
      wrap(
        provider(one),
        rateLimit({ tokens: 1_000, perMs: 3_600_000, refuse: true, store: storeAt(url, prefix) }),
      ),
    ) as [Provider, Provider]
    // 800 each and some, of which 20 are used; that is told after the answer.
    const fits = (each: Provider) => () =>
      ask(each, 'Hi', { maxTokens: 800 }).then(
        () => true,
        () => false,
      )
    for (const each of [first, second, first, second, first]) await expect.poll(fits(each)).toBe(true)
    expect(one.times).toHaveLength(5)
  })

  test('rateLimit: what one holds, another waits for; who is aborted leaves at once', {
    timeout: 120_000,
  }, async () => {
    const { url } = await ownRedis()
    const prefix = freshPrefix()
    const one = seen()
    const [first, second] = [1, 2].map(() =>
      wrap(provider(one, true), rateLimit({ concurrency: 2, store: storeAt(url, prefix) })),
    ) as [Provider, Provider]
    const running = [ask(first, 'Hi'), ask(first, 'Hi')]
    await expect.poll(() => one.waiting.length).toBe(2)
    const took: number[] = []
    for (let round = 0; round < 3; round++) {
      const stop = new AbortController()
      const left = ask(second, 'Hi', { signal: stop.signal }).catch((error: unknown) => error)
      await pause(100)
      const from = loopNow()
      stop.abort()
      expect(isAiuError(await left, 'aborted')).toBe(true)
      took.push(loopNow() - from)
    }
    // A busy machine makes one of them slow, not each.
    expect(Math.min(...took)).toBeLessThan(50)
    const next = ask(second, 'Hi')
    await pause(100)
    expect(one.waiting.length).toBe(2)
    one.waiting[0]?.()
    await expect.poll(() => one.waiting.length, { timeout: 120_000 }).toBe(3)
    for (const go of one.waiting) go()
    await Promise.all([...running, next])
  })

  test('budget: two spend one amount, and not more', async () => {
    const { url } = await ownRedis()
    const prefix = freshPrefix()
    const one = seen()
    // 10 bytes and some, the words around it, and 20: a call may cost 0.15, and costs 0.02.
    const both = [1, 2].map(() =>
      wrap(
        provider(one),
        budget({ amount: 0.5, currency: 'USD', per: 'month', price, store: storeAt(url, prefix) }),
      ),
    )
    const ends = await Promise.all(
      both.flatMap((each) =>
        Array.from({ length: 100 }, () =>
          ask(each, 'Hi', { maxTokens: 20 }).then(
            () => 'fine',
            (error) => error,
          ),
        ),
      ),
    )
    const fine = ends.filter((end) => end === 'fine').length
    expect(fine * 0.02).toBeLessThanOrEqual(0.5)
    expect(fine).toBeGreaterThanOrEqual(3)
    const refused = ends.find((end) => end !== 'fine')
    expect(refused).toMatchObject({ code: 'budget-exceeded', retryAfterMs: expect.any(Number) })
    expect(refused.message).toMatch(/^The budget of here, 0\.5 USD a month, has 0\.\d+ USD left/)
  })

  test('Redis lost: closed fails with limit, which is not tried again; a share goes on', async () => {
    const redis = await ownRedis()
    const prefix = freshPrefix()
    const ends = async (more: More): Promise<unknown[]> => {
      const limit = rateLimit({
        requests: 8,
        perMs: 3_600_000,
        refuse: true,
        store: storeAt(redis.url, prefix, more),
      })
      const limited = wrap(provider(seen()), limit)
      await redis.kill()
      return Promise.all(
        Array.from({ length: 5 }, () =>
          ask(limited, 'Hi').then(
            () => 'fine',
            (error) => error,
          ),
        ),
      )
    }
    for (const error of await ends({ whenLost: 'closed' }))
      expect(error).toMatchObject({ code: 'limit', message: expect.stringContaining('ECONNREFUSED') })
    const shared = await ends({ whenLost: { local: memoryLimits(), share: 1 / 4 } })
    expect(shared.filter((end) => end === 'fine')).toHaveLength(2)
    expect(shared.at(-1)).toMatchObject({ code: 'limit' })
  })

  test('100 calls that wait in four processes ask Redis a few times a second', {
    timeout: 120_000,
  }, async () => {
    const { url } = await ownRedis()
    const say = await admin(url)
    const commands = async (): Promise<number> =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(String(await say('INFO', 'commandstats')))?.[1])
    const perSecond = async (limit: { requests: number } | { concurrency: number }): Promise<number> => {
      const prefix = freshPrefix()
      const one = seen()
      const stop = new AbortController()
      const four = [1, 2, 3, 4].map(() =>
        wrap(provider(one, true), rateLimit({ ...limit, perMs: 60_000, store: storeAt(url, prefix) })),
      )
      const all = four.flatMap((each) =>
        Array.from({ length: 26 }, () => ask(each, 'Hi', { signal: stop.signal }).catch(() => {})),
      )
      await expect.poll(() => one.times.length).toBe(4)
      await pause(500)
      const before = await commands()
      const from = performance.now()
      await pause(3_000)
      const asked = (await commands()) - before
      const seconds = (performance.now() - from) / 1000
      stop.abort()
      for (const go of one.waiting) go()
      await Promise.all(all)
      expect(one.times).toHaveLength(4)
      return asked / seconds
    }
    const rate = await perSecond({ requests: 4 })
    const atOnce = await perSecond({ concurrency: 4 })
    console.log(
      `100 calls wait: ${rate.toFixed(1)} commands a second for a rate, ${atOnce.toFixed(1)} for calls at once`,
    )
    expect(rate).toBeLessThan(6)
    expect(rate).toBeGreaterThan(1)
    // Nobody knows when a call ends: the first in line asks 20 times a second, the second 10, the third 7.
    expect(atOnce).toBeLessThan(50)
  })
})
