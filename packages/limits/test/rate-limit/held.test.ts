import {
  type AiuError,
  ask,
  type ChatRequest,
  createClient,
  type Layer,
  type Provider,
  stream,
  wrap,
} from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryLimits, type RateLimitOptions, rateLimit } from '../../src/index.ts'
import { fakeTime } from '../fake-time.ts'

interface Start {
  readonly at: number
  readonly name: string
  tokens: number
}

/** A provider that notes when each call reached it; a question is its name, how long it takes, and what it uses. */
function noting(time: ReturnType<typeof fakeTime>, options: RateLimitOptions) {
  const starts: Start[] = []
  let atOnce = 0
  let mostAtOnce = 0
  const answers = async ({ messages, signal }: ChatRequest) => {
    const [name = '', ms, tokens] = String(messages[0]?.content).split(' ')
    const start = { at: time.now, name, tokens: Number(tokens) }
    starts.push(start)
    mostAtOnce = Math.max(mostAtOnce, ++atOnce)
    try {
      await time.clock.sleep(Number(ms), signal)
    } finally {
      atOnce--
    }
    return {
      parts: [{ type: 'text' as const, text: name }],
      finishReason: 'stop' as const,
      usage: { totalTokens: Number(tokens), source: 'provider' as const },
    }
  }
  const inner = { name: 'noting', chat: answers, stream: () => [] as never } satisfies Provider
  const limit = rateLimit({ clock: time.clock, ...options })
  return {
    provider: wrap(inner, limit),
    starts,
    get mostAtOnce() {
      return mostAtOnce
    },
  }
}
const mostInWindow = (starts: readonly Start[], perMs: number, of: (start: Start) => number): number =>
  Math.max(
    0,
    ...starts.map(({ at }) =>
      starts.reduce((sum, one) => sum + (one.at > at - perMs && one.at <= at ? of(one) : 0), 0),
    ),
  )

test('F42 no sliding window has more than the limit, whatever comes when; first come, first served', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        requests: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
        tokens: fc.option(fc.integer({ min: 60, max: 300 }), { nil: undefined }),
        concurrency: fc.integer({ min: 1, max: 4 }),
        perMs: fc.integer({ min: 50, max: 500 }),
      }),
      fc.array(
        fc.record({
          after: fc.integer({ min: 0, max: 200 }),
          takes: fc.integer({ min: 1, max: 300 }),
          used: fc.integer({ min: 0, max: 40 }),
          abortAfter: fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined, freq: 8 }),
        }),
        { minLength: 1, maxLength: 25 },
      ),
      async (limits, calls) => {
        const time = fakeTime()
        const bench = noting(time, limits)
        const ended: Promise<unknown>[] = []
        const kept: string[] = []
        for (const [index, { after, takes, used, abortAfter }] of calls.entries()) {
          await time.advance(after)
          const name = String(index)
          const stop = new AbortController()
          if (abortAfter === undefined) kept.push(name)
          else void time.clock.sleep(abortAfter).then(() => stop.abort())
          ended.push(
            ask(bench.provider, `${name} ${takes} ${used}`, { maxTokens: 40, signal: stop.signal }).catch(
              (error: AiuError) => expect(error.code).toBe('aborted'),
            ),
          )
        }
        await time.advance(60_000)
        await Promise.all(ended)
        const { starts } = bench
        const { requests = Number.POSITIVE_INFINITY, tokens = Number.POSITIVE_INFINITY } = limits
        expect(mostInWindow(starts, limits.perMs, () => 1)).toBeLessThanOrEqual(requests)
        expect(mostInWindow(starts, limits.perMs, (one) => one.tokens)).toBeLessThanOrEqual(tokens)
        expect(bench.mostAtOnce).toBeLessThanOrEqual(limits.concurrency)
        const order = starts.map(({ name }) => Number(name))
        expect(order).toEqual(order.toSorted((a, b) => a - b))
        expect(starts.map(({ name }) => name)).toEqual(expect.arrayContaining(kept))
        expect(time.waiting).toBe(0)
      },
    ),
    { numRuns: 60 },
  )
})

test('what is allowed is used: 400 calls at 60 a second take 6 seconds', async () => {
  const time = fakeTime()
  const { provider, starts } = noting(time, { requests: 60, perMs: 1_000 })
  const all = Promise.all(Array.from({ length: 400 }, (_, index) => ask(provider, `${index} 5 1`)))
  await time.advance(7_000)
  await all
  expect(starts.at(-1)?.at).toBe(6_000)
})

test('what was reserved too much is given back: 30 calls of 10 tokens at 100 a second, reserved 80 each', async () => {
  const time = fakeTime()
  const { provider, starts } = noting(time, { tokens: 100, perMs: 1_000 })
  const all = Promise.all(
    Array.from({ length: 30 }, (_, index) => ask(provider, `${index} 5 10`, { maxTokens: 60 })),
  )
  await time.advance(40_000)
  await all
  expect(mostInWindow(starts, 1_000, (one) => one.tokens)).toBeLessThanOrEqual(100)
  // If nothing were given back, it would be one a second.
  expect(starts.at(-1)?.at).toBeLessThan(10_000)
})

test('F41 10,000 queued calls go in their order; one more than may wait fails at once', async () => {
  const starts: string[] = []
  const inner = fakeProvider(({ messages }) => {
    starts.push(String(messages[0]?.content))
    return 'fine'
  })
  const limit = rateLimit({ concurrency: 100, maxQueue: 9_900, store: memoryLimits() })
  const provider = wrap(inner, limit)
  const names = Array.from({ length: 10_000 }, (_, index) => String(index))
  const from = loopNow()
  const all = names.map((name) => ask(provider, name))
  await expect(ask(provider, 'more')).rejects.toMatchObject({
    code: 'limit',
    message: '9900 calls wait already for the limit of fake (100 at once).',
  })
  await Promise.all(all)
  expect(loopNow() - from).toBeLessThan(4_000)
  expect(starts).toEqual(names)
})

test('each attempt takes a permit of its own', async () => {
  const time = fakeTime()
  const inner = fakeProvider(['one', 'two'])
  const twice: Layer = {
    name: 'twice',
    order: 70,
    async chat(request, next) {
      await next(request)
      return next(request)
    },
  }
  const provider = wrap(inner, twice, rateLimit({ requests: 1, perMs: 1_000, clock: time.clock }))
  const asked = ask(provider, 'Hi')
  await time.advance(999)
  expect(inner.calls).toHaveLength(1)
  await time.advance(1)
  expect(inner.calls).toHaveLength(2)
  await asked
})

test('limits of two layers on one endpoint both hold, and layers with one store share', async () => {
  const time = fakeTime()
  const store = memoryLimits({ clock: time.clock })
  const starts: number[] = []
  const inner = fakeProvider(() => {
    starts.push(time.now)
    return 'fine'
  })
  const limits = (requests: number, perMs: number) => rateLimit({ requests, perMs, store, clock: time.clock })
  const one = wrap(inner, limits(4, 10_000), limits(2, 1_000))
  const other = wrap(inner, limits(4, 10_000), limits(2, 1_000))
  const all = Promise.all([...'123456'].map((text, index) => ask(index % 2 ? one : other, text)))
  await time.advance(30_000)
  await all
  expect(starts).toHaveLength(6)
  const windows = starts.map((at) => starts.filter((other) => other > at - 1_000 && other <= at).length)
  expect(Math.max(...windows)).toBe(2)
  expect((starts[4] as number) - (starts[0] as number)).toBeGreaterThanOrEqual(10_000)
})

test('two limits of one key that disagree are told at the first call', async () => {
  const store = memoryLimits()
  const inner = fakeProvider('fine', { loop: true })
  await ask(wrap(inner, rateLimit({ requests: 5, store })), 'Hi')
  await expect(ask(wrap(inner, rateLimit({ requests: 6, store })), 'Hi')).rejects.toMatchObject({
    code: 'configuration',
    message: 'Two limits disagree about requests/60000 of "fake": 5 in 60000 ms, and 6 in 60000 ms.',
    hint: 'Give one of them a key or a store of its own.',
  })
  await ask(wrap(inner, rateLimit({ requests: 6, store, key: 'other account' })), 'Hi')
})

test('limits of one process are shared, unless a store or a key is given', async () => {
  const inner = fakeProvider('fine', { loop: true, name: 'shared-in-process' })
  const one = createClient(inner, rateLimit({ requests: 1, refuse: true }))
  const other = createClient(inner, rateLimit({ requests: 1, refuse: true }))
  await one.ask('Hi')
  await expect(other.ask('Hi')).rejects.toMatchObject({ code: 'limit' })
  await createClient(inner, rateLimit({ requests: 1, store: memoryLimits() })).ask('Hi')
})

test('a permit comes back when a stream ends, fails, or its reader leaves', async () => {
  const time = fakeTime()
  const inner = fakeProvider(['a b c', { error: 'server' as const }, { stream: ['a', 'b', 'c'] }, 'd'], {
    clock: time.clock,
  })
  const provider = wrap(inner, rateLimit({ concurrency: 1, clock: time.clock }))
  await stream(provider, '1').response
  await expect(stream(provider, '2').response).rejects.toMatchObject({ code: 'server' })
  for await (const event of stream(provider, '3')) if (event.type === 'text') break
  expect((await ask(provider, '4')).text).toBe('d')
})

test('a store that fails is a refused call, with its cause', async () => {
  const cause = new Error('no connection')
  const store = { ...memoryLimits(), reserve: () => Promise.reject(cause) }
  const inner = fakeProvider('fine', { loop: true })
  await expect(ask(wrap(inner, rateLimit({ requests: 5, store })), 'Hi')).rejects.toMatchObject({
    code: 'limit',
    cause,
  })
  expect(inner.calls).toHaveLength(0)
  const lost = { ...memoryLimits(), settle: () => Promise.reject(cause) }
  expect((await ask(wrap(inner, rateLimit({ requests: 5, store: lost })), 'Hi')).text).toBe('fine')
})

test('a store that answers later is the same', async () => {
  const time = fakeTime()
  const memory = memoryLimits({ clock: time.clock })
  const store = {
    reserve: async (...given: Parameters<typeof memory.reserve>) => memory.reserve(...given),
    settle: async (...given: Parameters<typeof memory.settle>) => memory.settle(...given),
    refund: async (id: string) => memory.refund(id),
  }
  const { provider, starts } = noting(time, { requests: 3, perMs: 100, concurrency: 2, store })
  const stop = new AbortController()
  const gone = ask(provider, 'gone 1 1', { signal: stop.signal }).catch((error: AiuError) => error.code)
  stop.abort()
  const all = Promise.all(Array.from({ length: 12 }, (_, index) => ask(provider, `${index} 10 1`)))
  await time.advance(1_000)
  await all
  expect(await gone).toBe('aborted')
  expect(starts.map(({ name }) => name)).toEqual([...Array(12).keys()].map(String))
  expect(mostInWindow(starts, 100, () => 1)).toBe(3)
  expect(starts.at(-1)?.at).toBeLessThanOrEqual(400)
})
