import { getEventListeners } from 'node:events'
import { AiuError, ask, type Provider, stream, wrap } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { expect, test } from 'vitest'
import { memoryLimits, type RateLimitOptions, rateLimit } from '../../src/index.ts'
import { fakeTime } from '../fake-time.ts'

const limited = (options: RateLimitOptions, inner: Provider = fakeProvider('fine', { loop: true })) =>
  wrap(inner, rateLimit({ store: memoryLimits(), ...options }))
const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length
const code = (error: unknown) => (error as AiuError).code

test('F40 an abort in the queue ends the call, with its reason; the next one moves up', async () => {
  const inner = fakeProvider('fine', { loop: true })
  const provider = limited({ requests: 1, perMs: 300 }, inner)
  await ask(provider, 'first')
  const stop = new AbortController()
  const reason = new Error('mine')
  const gone = ask(provider, 'second', { signal: stop.signal }).catch((error: unknown) => error)
  const leaving = stream(provider, 'third', { signal: stop.signal }).response.catch((error: unknown) => error)
  const next = ask(provider, 'fourth')
  await new Promise((resolve) => setTimeout(resolve, 20))
  const from = loopNow()
  stop.abort(reason)
  for (const one of [gone, leaving]) expect(await one).toMatchObject({ code: 'aborted', cause: reason })
  expect(loopNow() - from).toBeLessThan(200)
  await next
  expect(inner.calls).toHaveLength(2)
})

test('F40 10,000 queued calls on one signal leave no listener, and all end with it', async () => {
  const provider = limited({ requests: 1 })
  const stop = new AbortController()
  const { signal } = stop
  await ask(provider, 'first', { signal })
  const all = Array.from({ length: 10_000 }, () => provider.chat({ messages: [], signal }).catch(code))
  await Promise.resolve()
  expect(listenersOf(signal)).toBe(10_000)
  const from = loopNow()
  stop.abort()
  expect(new Set(await Promise.all(all))).toEqual(new Set(['aborted']))
  expect(loopNow() - from).toBeLessThan(1_000)
  expect(listenersOf(signal)).toBe(0)
})

test('10,000 calls that were served leave no listener either', async () => {
  const provider = limited({ concurrency: 5 })
  const { signal } = new AbortController()
  await Promise.all(Array.from({ length: 10_000 }, () => provider.chat({ messages: [], signal })))
  expect(listenersOf(signal)).toBe(0)
})

test('a reader who leaves a stream that waits leaves the queue', async () => {
  const inner = fakeProvider('fine', { loop: true })
  const provider = limited({ requests: 1 }, inner)
  await ask(provider, 'first')
  const reader = provider.stream({ messages: [] })[Symbol.asyncIterator]()
  const read = reader.next().catch(code)
  await reader.return?.()
  expect(await read).toBe('aborted')
  expect(inner.calls).toHaveLength(1)
})

test('what cannot start before its deadline fails at once, and says when it may', async () => {
  const time = fakeTime()
  const provider = limited({ requests: 1, perMs: 1_000, clock: time.clock, store: undefined })
  await ask(provider, 'first')
  await expect(ask(provider, 'late', { deadline: 999 })).rejects.toMatchObject({
    code: 'limit',
    retryAfterMs: 1_000,
    message: 'The limit of fake (1 requests in 1000 ms) is used up for the next 1000 ms.',
  })
  const waits = ask(provider, 'in time', { deadline: 1_001 })
  // Two stand before it: its turn is two seconds later.
  const second = ask(provider, 'second')
  await expect(ask(provider, 'third', { deadline: 2_500 })).rejects.toMatchObject({
    code: 'limit',
    retryAfterMs: 3_000,
  })
  await time.advance(2_000)
  await Promise.all([waits, second])
})

test('a deadline that passes in the queue ends the wait, at the head and behind it', async () => {
  const time = fakeTime()
  const inner = fakeProvider({ text: 'slow', delayMs: 10_000 }, { clock: time.clock, loop: true })
  const provider = limited({ concurrency: 1, clock: time.clock, store: undefined }, inner)
  const first = ask(provider, 'first')
  const ends: [string, number][] = []
  for (const [name, deadline] of [
    ['a', 3_000],
    ['b', 500],
    ['c', 2_000],
  ] as const)
    void ask(provider, name, { deadline }).catch((error: AiuError) => {
      ends.push([name, time.now])
      expect(error).toMatchObject({ code: 'limit', retryAfterMs: expect.any(Number) })
    })
  const last = ask(provider, 'last')
  await time.advance(30_000)
  expect(ends.map(([name]) => name)).toEqual(['b', 'c', 'a'])
  for (const [index, due] of [500, 2_000, 3_000].entries())
    expect(Math.abs((ends[index]?.[1] ?? 0) - due)).toBeLessThanOrEqual(50)
  await Promise.all([first, last])
})

test('refuse: it fails at once, and says when there is room', async () => {
  const time = fakeTime()
  const provider = limited({ requests: 1, perMs: 1_000, refuse: true, clock: time.clock, store: undefined })
  await ask(provider, 'first')
  await time.advance(400)
  await expect(ask(provider, 'second')).rejects.toMatchObject({ code: 'limit', retryAfterMs: 600 })
  await time.advance(600)
  await ask(provider, 'third')
})

test('F43 a wall clock that jumps changes nothing', async () => {
  const time = fakeTime()
  const inner = fakeProvider('fine', { loop: true })
  const provider = limited({ requests: 1, perMs: 1_000, clock: time.clock, store: undefined }, inner)
  const { now } = Date
  try {
    await ask(provider, 'first')
    for (const jump of [3_600_000, -7_200_000]) {
      Date.now = () => now() + jump
      const next = ask(provider, 'next')
      const { length } = inner.calls
      await time.advance(999)
      expect(inner.calls).toHaveLength(length)
      await time.advance(1)
      await next
    }
  } finally {
    Date.now = now
  }
})

test('F44 after a sleep of the machine there is no burst', async () => {
  const starts: number[] = []
  const inner = fakeProvider(
    () => {
      starts.push(performance.now())
      return 'fine'
    },
    { loop: true },
  )
  const provider = limited({ requests: 2, perMs: 50 }, inner)
  const all = Promise.all([...'12345678'].map((text) => ask(provider, text)))
  const until = performance.now() + 300
  while (performance.now() < until);
  await all
  // On a busy machine one reaches the server later than it was let through, and the next does not.
  for (const at of starts)
    expect(starts.filter((other) => other > at - 25 && other <= at).length).toBeLessThanOrEqual(2)
})

const refused = (fields: object) => new AiuError('rate-limit', 'Slow down.', { status: 429, ...fields })

test('a server that says it has nothing left is not asked before its reset', async () => {
  const time = fakeTime()
  const headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m0.5s' }
  for (const [how, inner] of [
    ['error', fakeProvider([{ error: refused({ headers }) }, 'fine'])],
    [
      'answer',
      {
        ...fakeProvider('fine'),
        chat: async () => ({ parts: [], finishReason: 'stop' as const, headers }),
      },
    ],
    [
      'stream',
      {
        ...fakeProvider('fine', { loop: true }),
        async *stream() {
          yield { type: 'start' as const, headers }
          yield { type: 'finish' as const, finishReason: 'stop' as const }
        },
      },
    ],
  ] as const) {
    const provider = limited({ requests: 100, clock: time.clock, store: undefined, key: how }, inner)
    if (how === 'stream') await stream(provider, 'Hi').response
    else await ask(provider, 'Hi').catch(() => {})
    await expect(ask(provider, 'Hi', { deadline: time.now + 60_000 })).rejects.toMatchObject({
      code: 'limit',
      retryAfterMs: 60_500,
    })
    let done = false
    const next = ask(provider, 'Hi').then(() => {
      done = true
    })
    await time.advance(60_499)
    expect(done).toBe(false)
    await time.advance(1)
    await next
  }
})

test('tokens: what was told counts; of a failure that used none, none; of an answer without a usage, what came; else the estimate stays', async () => {
  const text = 'x'.repeat(400)
  for (const [left, step] of [
    [930, { text: 'fine', usage: { totalTokens: 70, source: 'provider' as const } }],
    [930, { text: 'fine', usage: { inputTokens: 60, outputTokens: 10, source: 'provider' as const } }],
    [1_000, { error: refused({}) }],
    [1_000, { error: 'connection' as const }],
    [1_000, { error: 'invalid-request' as const }],
    [892, { error: 'timeout' as const }],
    [892, { error: 'interrupted' as const }],
    // 104 of the question, and one of the four that were reserved for the answer.
    [895, { text: 'fine', usage: null }],
  ] as const) {
    const store = memoryLimits()
    const provider = limited({ tokens: 1_000, requests: 10, store }, fakeProvider([step as never]))
    await ask(provider, text, { maxTokens: 4 }).catch(() => {})
    const told = await store.reserve('fake', {
      units: { 'tokens/60000': 1_001 },
      limits: {
        'tokens/60000': { amount: 1_000, perMs: 60_000 },
        'requests/60000': { amount: 10, perMs: 60_000 },
      },
      holdMs: 1,
    })
    const unsent = 'error' in step && step.error === 'invalid-request'
    expect(told).toMatchObject({ left: { 'tokens/60000': left, 'requests/60000': unsent ? 10 : 9 } })
  }
})

test('a call that needs more than there ever is fails at once; an assumed answer is made to fit', async () => {
  const provider = limited({ tokens: 500 })
  await expect(ask(provider, 'Hi', { maxTokens: 600 })).rejects.toMatchObject({
    code: 'limit',
    message: expect.stringMatching(/^The call may need 60\d tokens, and the limit is 500 in 60000 ms\.$/),
  })
  await expect(ask(provider, 'x'.repeat(2_100))).rejects.toMatchObject({ code: 'limit' })
  expect((await ask(provider, 'Hi')).text).toBe('fine')
})

test.each([
  [{}, 'rateLimit has neither requests nor tokens nor concurrency to limit.'],
  [{ requests: 0 }, /^rateLimit: requests is 0, not from 1/],
  [{ requests: -1 }, /requests is -1/],
  [{ requests: Number.NaN }, /requests is NaN/],
  [{ requests: Number.POSITIVE_INFINITY }, /requests is Infinity/],
  [{ tokens: 0 }, /tokens is 0/],
  [{ tokens: '5' as unknown as number }, /^rateLimit: tokens/],
  [{ concurrency: 0 }, /concurrency is 0/],
  [{ concurrency: Number.NaN }, /concurrency is NaN/],
  [{ requests: 1, perMs: 0 }, /perMs is 0/],
  [{ requests: 1, perMs: Number.POSITIVE_INFINITY }, /perMs is Infinity/],
  [{ requests: 1, maxQueue: -1 }, /maxQueue is -1/],
  [{ requests: 1, assumedTokens: Number.NaN }, /assumedTokens is NaN/],
])('%j is refused when the layer is made', (options, message) => {
  const make = () => rateLimit(options)
  expect(make).toThrow(message)
  expect(make).toThrow(expect.objectContaining({ code: 'configuration' }))
})
