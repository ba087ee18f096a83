import {
  type AiuError,
  ask,
  type LimitStore,
  type Provider,
  type ReplyHeaders,
  stream,
  type Usage,
  wrap,
} from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'
import { memoryLimits, type RateLimitOptions, rateLimit } from '../../src/index.ts'
import { fakeTime } from '../fake-time.ts'
import { heapUsed } from '../heap-used.ts'

/** Answers with these headers, and this usage. */
const saying = (told: { readonly headers?: ReplyHeaders; readonly usage?: object }): Provider => ({
  ...fakeProvider('fine', { loop: true }),
  chat: async () => ({ parts: [], finishReason: 'stop', ...(told as { usage?: Usage }) }),
})
const limited = (options: RateLimitOptions, inner: Provider) => {
  const time = fakeTime()
  const store = memoryLimits({ clock: time.clock })
  return { time, provider: wrap(inner, rateLimit({ store, clock: time.clock, ...options })) }
}
const spent = { 'x-ratelimit-remaining-requests': '0' }

/** When the next question goes out. */
async function nextAt(headers: ReplyHeaders): Promise<number> {
  const { time, provider } = limited({ requests: 100 }, saying({ headers }))
  await ask(provider, 'Hi')
  const late = await ask(provider, 'Hi', { deadline: time.now + 1 }).catch((error: AiuError) => error)
  return (late as AiuError).retryAfterMs ?? 0
}

test("a reset that is told as a moment is by the reply's own date", async () => {
  for (const skewMs of [-3_600_000, 0, 3_600_000]) {
    const at = Math.floor((Date.now() + skewMs) / 1_000) * 1_000
    const headers = { ...spent, date: new Date(at).toUTCString() }
    expect(await nextAt({ ...headers, 'x-ratelimit-reset-requests': `${at / 1_000 + 7}` })).toBe(7_000)
    expect(await nextAt({ ...headers, 'x-ratelimit-reset-requests': `${at + 7_000}` })).toBe(7_000)
  }
})

test.each(['2592000', '720h', '9'.repeat(180), `${Date.now() + 1e12}`])(
  'a reset of %s stops a limit for an hour, no longer',
  async (reset) => {
    expect(await nextAt({ ...spent, 'x-ratelimit-reset-requests': reset })).toBe(3_600_000)
  },
)

test.each(['', 'soon', '-5', 'NaN', '9'.repeat(400), '2026-11-23T12:00:00Z'])(
  'a reset of "%s" stops nothing',
  async (reset) => {
    expect(await nextAt({ ...spent, 'x-ratelimit-reset-requests': reset })).toBe(0)
  },
)

test.each([-1e9, Number.NaN, Number.POSITIVE_INFINITY, '70', null])(
  'a usage of %s tokens is none that was told: the estimate stays',
  async (tokens) => {
    const usage = { totalTokens: tokens, inputTokens: tokens, source: 'provider' }
    const { provider } = limited({ tokens: 1_000 }, saying({ usage }))
    for (const left of [600, 200]) {
      await ask(provider, 'x'.repeat(1_000), { maxTokens: 150 - 3 })
      const refused = await ask(provider, 'x'.repeat(4 * (left + 1)), { deadline: 1 }).catch(
        (error: AiuError) => error.code,
      )
      expect(refused).toBe('limit')
    }
  },
)

test('a limit, an estimate and a maximum that are no whole numbers', async () => {
  const { time, provider } = limited(
    { tokens: 500.5, assumedTokens: 10.5 },
    fakeProvider('fine', { loop: true }),
  )
  await ask(provider, 'Hi', { maxTokens: 300.3 })
  const second = ask(provider, 'x'.repeat(1_900))
  await time.advance(60_000)
  expect((await second).text).toBe('fine')
})

/** Refuses with this wait, as often as it is asked. */
const refusing = (waitMs: number): LimitStore => ({
  reserve: () => ({ waitMs }),
  settle() {},
  refund() {},
})

test('what a store will never give is refused at once, in words without a time', async () => {
  const { provider } = limited({ requests: 5, store: refusing(Number.POSITIVE_INFINITY) }, fakeProvider('x'))
  const error = await ask(provider, 'Hi').catch((cause: AiuError) => cause)
  expect(error).toMatchObject({ code: 'limit' })
  expect(error).not.toHaveProperty('retryAfterMs')
  expect((error as AiuError).message).not.toMatch(/Infinity/)
})

test('a wait of years overflows no timer', async () => {
  const clock = fakeTime()
  const sleeps: number[] = []
  const watching = {
    now: () => clock.now,
    sleep: (ms: number, signal?: AbortSignal) => {
      sleeps.push(ms)
      return clock.clock.sleep(ms, signal)
    },
  }
  const provider = wrap(fakeProvider('x'), rateLimit({ requests: 5, store: refusing(1e12), clock: watching }))
  const stop = new AbortController()
  const asked = ask(provider, 'Hi', { signal: stop.signal }).catch((error: AiuError) => error.code)
  await clock.advance(5_000)
  stop.abort()
  expect(await asked).toBe('aborted')
  expect(Math.max(...sleeps)).toBeLessThanOrEqual(1_000)
})

test('layers on one endpoint wait in one line', async () => {
  const time = fakeTime()
  const order: string[] = []
  const inner: Provider = {
    ...fakeProvider('x'),
    async chat({ messages }) {
      order.push(String(messages[0]?.content))
      await time.clock.sleep(10)
      return { parts: [], finishReason: 'stop' }
    },
  }
  const store = memoryLimits({ clock: time.clock })
  const one = () => wrap(inner, rateLimit({ concurrency: 1, store, clock: time.clock }))
  const clients = [one(), one(), one()]
  const names = Array.from({ length: 30 }, (_, index) => String(index))
  const all = Promise.all(names.map((name, at) => ask(clients[at % 3] as Provider, name)))
  await time.advance(2_000)
  await all
  expect(order).toEqual(names)
})

test('a line that all share has one end, which each layer may set for itself', async () => {
  const time = fakeTime()
  const inner = fakeProvider({ text: 'x', delayMs: 50 }, { clock: time.clock, loop: true })
  const store = memoryLimits({ clock: time.clock })
  const one = (options: RateLimitOptions) =>
    wrap(inner, rateLimit({ concurrency: 1, store, clock: time.clock, ...options }))
  const [patient, short, hasty] = [one({}), one({ maxQueue: 2 }), one({ refuse: true })]
  const waiting = [ask(patient, '1'), ask(patient, '2'), ask(short, '3')]
  await expect(ask(short, '4')).rejects.toThrow('2 calls wait already')
  await expect(ask(hasty, '5')).rejects.toMatchObject({ code: 'limit' })
  waiting.push(ask(patient, '6'))
  await time.advance(1_000)
  await Promise.all(waiting)
})

test('F41 what waits takes little room, and gives it back', async () => {
  const { time, provider } = limited({ requests: 1 }, fakeProvider('x', { loop: true }))
  await ask(provider, 'first')

  // A platform's signal takes longer for each listener, the more it has.
  const stops = Array.from({ length: 100 }, () => new AbortController())
  const before = heapUsed()
  const all = Array.from({ length: 10_000 }, (_, at) =>
    provider.chat({ messages: [], signal: stops[at % 100]?.signal }).catch((error: AiuError) => error.code),
  )
  await time.advance(1)
  expect((heapUsed() - before) / 10_000).toBeLessThan(4_000)
  for (const stop of stops) stop.abort()
  await Promise.all(all)
  all.length = 0
  stops.length = 0
  expect((heapUsed() - before) / 10_000).toBeLessThan(200)
})

test('a store that hangs is left at once', async () => {
  const hangs: LimitStore = { ...refusing(0), reserve: () => new Promise(() => {}) }
  const { provider } = limited({ requests: 5, store: hangs }, fakeProvider('x'))
  for (const asked of [ask, (...given: Parameters<typeof ask>) => stream(...given).response]) {
    const stop = new AbortController()
    const gone = asked(provider, 'Hi', { signal: stop.signal }).catch((error: AiuError) => error.code)
    setTimeout(() => stop.abort(), 5)
    expect(await gone).toBe('aborted')
  }
})
