import {
  type AiuError,
  ask,
  type ChatRequest,
  type LimitStore,
  type Provider,
  type ReplyHeaders,
  stream,
  wrap,
} from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { fakeProvider } from '@aiu/testing'
import { loopbackServer } from '@aiu/testing/node'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { memoryLimits, type RateLimitOptions, rateLimit } from '../../src/index.ts'
import { waitQueuesOf } from '../../src/rate-limit/wait-queues.ts'
import { fakeTime } from '../fake-time.ts'

/** A server with so many requests until its reset. `others` are taken by somebody else after the first. */
async function drained({ tells, resetMs }: { readonly tells: boolean; readonly resetMs: number }) {
  const most = 20
  let left = most
  let resetAt = performance.now() + resetMs
  let refused = 0
  const server = await loopbackServer(({ response }) => {
    if (performance.now() >= resetAt) {
      left = most
      resetAt = performance.now() + resetMs
    }
    const taken = left > 0
    if (taken) left--
    else refused++
    const rest = (resetAt - performance.now()) / 1_000
    response.writeHead(taken ? 200 : 429, {
      'content-type': 'application/json',
      ...(tells && { 'x-ratelimit-remaining-requests': `${left}`, 'x-ratelimit-reset-requests': `${rest}s` }),
    })
    const choices = [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }]
    setTimeout(() => response.end(JSON.stringify(taken ? { choices } : { error: { message: 'busy' } })), 20)
  })
  onTestFinished(() => server.close())
  const { baseURL } = server
  const other = openaiCompatible({ baseURL, model: 'm' })
  for (let at = 0; at < 16; at++) await ask(other, 'mine')
  const own = wrap(
    openaiCompatible({ baseURL, model: 'm' }),
    rateLimit({ requests: most, perMs: resetMs, store: memoryLimits() }),
  )
  await ask(own, 'first')
  await Promise.all(Array.from({ length: 12 }, () => ask(own, 'more').catch(() => {})))
  return refused
}

test('a quota that another client drains: what the server says keeps its refusals away', async () => {
  expect(await drained({ tells: false, resetMs: 60_000 })).toBe(9)
  expect(await drained({ tells: true, resetMs: 1_200 })).toBe(0)
})

/** Answers `NAME MS LEFT`: after so long, with so many left. */
function telling(
  time: ReturnType<typeof fakeTime>,
  options: RateLimitOptions = { concurrency: 100 },
  far = false,
) {
  const starts: string[] = []
  let told: { readonly left: number; readonly until: number } | undefined
  let atOnce = 0
  let tooMany = 0
  const inner: Provider = {
    name: 'telling',
    async chat({ messages, signal }: ChatRequest) {
      const [name = '', ms, left, resetMs, what = '-requests'] = String(messages[0]?.content).split(' ')
      if (atOnce && told && told.until > time.now && atOnce >= told.left) tooMany++
      atOnce++
      starts.push(name)
      await time.clock.sleep(Number(ms), signal)
      atOnce--
      const headers: ReplyHeaders = {
        [`x-ratelimit-remaining${what}`]: left ?? '',
        ...(resetMs && { [`x-ratelimit-reset${what}`]: `${resetMs}ms` }),
      }
      if (Number(left) >= 0) told = { left: Number(left), until: time.now + Number(resetMs ?? 60_000) }
      return { parts: [], finishReason: 'stop', headers }
    },
    stream: () => [] as never,
  }
  const near = memoryLimits({ clock: time.clock })
  const store: LimitStore = far
    ? {
        reserve: async (...asked) => near.reserve(...asked),
        settle: async (...asked) => near.settle(...asked),
        refund: async (...asked) => near.refund(...asked),
      }
    : near
  return {
    provider: wrap(inner, rateLimit({ clock: time.clock, store, ...options })),
    starts,
    get tooMany() {
      return tooMany
    },
  }
}

test('no more are under way than the server said are left, until its reset; one may always go', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          after: fc.integer({ min: 0, max: 60 }),
          ms: fc.integer({ min: 1, max: 200 }),
          left: fc.integer({ min: 1, max: 6 }),
          resetMs: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 30 },
      ),
      fc.boolean(),
      async (calls, far) => {
        const time = fakeTime()
        const server = telling(time, undefined, far)
        const all: Promise<unknown>[] = []
        for (const [at, { after, ms, left, resetMs = '' }] of calls.entries()) {
          await time.advance(after)
          all.push(ask(server.provider, `${at} ${ms} ${left} ${resetMs}`.trim()))
        }
        await time.advance(60_000)
        await Promise.all(all)
        expect(server.tooMany).toBe(0)
        expect(server.starts).toEqual(calls.map((_, at) => String(at)))
        expect(time.waiting).toBe(0)
      },
    ),
    { numRuns: 50 },
  )
})

/** How many of 10 go out at once after an answer with these. */
async function atOnceAfter(figure: string, what = '-requests', options?: RateLimitOptions): Promise<number> {
  const time = fakeTime()
  const { provider, starts } = telling(time, options)
  const first = ask(provider, `first 1 ${figure}  ${what}`)
  await time.advance(1)
  await first
  const all = Array.from({ length: 10 }, () => ask(provider, `more 10 ${figure}  ${what}`))
  await time.advance(0)
  const out = starts.length - 1
  await time.advance(10_000)
  await Promise.all(all)
  return out
}

test('a figure without a reset holds for perMs', async () => {
  for (const [figure, out] of [
    ['3', 3],
    ['1', 1],
    ['0', 1],
    ['4, 1', 4],
  ] as const)
    expect(await atOnceAfter(figure.replace(' ', ''))).toBe(out)
  expect(await atOnceAfter('3', '')).toBe(3)
  const time = fakeTime()
  const { provider, starts } = telling(time, { requests: 50, perMs: 1_000 })
  const first = ask(provider, 'first 1 1')
  await time.advance(1)
  await first
  await time.advance(900)
  const all = [ask(provider, 'a 5000 9'), ask(provider, 'b 1 9')]
  await time.advance(50)
  expect(starts).toEqual(['first', 'a'])
  await time.advance(100)
  expect(starts).toEqual(['first', 'a', 'b'])
  await time.advance(10_000)
  await Promise.all(all)
})

test.each(['1000000', '9'.repeat(190), '-3', 'NaN', 'many', '', '1e1', '0x1'])(
  'a figure of "%s" changes nothing',
  async (figure) => {
    expect(await atOnceAfter(figure)).toBe(10)
    expect(await atOnceAfter(figure, '-tokens', { tokens: 50_000 })).toBe(10)
    expect(await atOnceAfter(figure, '-requests', { requests: 4, perMs: 100 })).toBe(3)
  },
)

test('figures of something else bound nothing', async () => {
  expect(await atOnceAfter('1', '-images')).toBe(10)
})

test('a call that may need more tokens than are left waits for those under way, and goes when there are none', async () => {
  const time = fakeTime()
  const { provider, starts } = telling(time, { tokens: 50_000 })
  const first = ask(provider, 'first 1 500 30000 -tokens')
  await time.advance(1)
  await first
  const large = { maxTokens: 600 }
  const all = [
    ask(provider, 'alone 100 500 30000 -tokens', large),
    ask(provider, 'waits 100 500 30000 -tokens', large),
  ]
  await time.advance(99)
  expect(starts).toEqual(['first', 'alone'])
  await time.advance(2)
  expect(starts).toEqual(['first', 'alone', 'waits'])
  all.push(ask(provider, 'small 1 500 30000 -tokens', { maxTokens: 100 }))
  await time.advance(0)
  expect(starts).toEqual(['first', 'alone', 'waits', 'small'])
  await time.advance(1_000)
  await Promise.all(all)
})

test("who waits for one under way fails at his deadline, not at once for the server's reset", async () => {
  const time = fakeTime()
  const { provider } = telling(time)
  const first = ask(provider, 'first 1 1 30000')
  await time.advance(1)
  await first
  const slow = ask(provider, 'slow 5000 1 30000')
  const late = ask(provider, 'late 1 1 30000', { deadline: time.now + 1_000 }).catch(
    (error: AiuError) => error,
  )
  const soon = ask(provider, 'soon 1 1 30000', { deadline: time.now + 9_000 })
  await time.advance(20_000)
  expect(await late).toMatchObject({ code: 'limit' })
  await Promise.all([slow, soon])
})

test('a stream tells at its start, and not again at its end', async () => {
  const time = fakeTime()
  const inner: Provider = {
    name: 'streams',
    chat: async () => ({ parts: [], finishReason: 'stop' }),
    async *stream() {
      const headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '2s' }
      yield { type: 'start', headers }
      yield { type: 'text', text: 'a' }
      await time.clock.sleep(1_500)
      yield { type: 'finish', finishReason: 'stop', headers } as never
    },
  }
  const store = memoryLimits({ clock: time.clock })
  const provider = wrap(inner, rateLimit({ concurrency: 9, clock: time.clock, store }))
  const read = stream(provider, 'a').response
  await time.advance(0)
  const refused = await ask(provider, 'b', { deadline: time.now + 1 }).catch((error: AiuError) => error)
  expect(refused).toMatchObject({ code: 'limit', retryAfterMs: 2_000 })
  await time.advance(1_500)
  await read
  const again = await ask(provider, 'b', { deadline: time.now + 1 }).catch((error: AiuError) => error)
  expect(again).toMatchObject({ code: 'limit', retryAfterMs: 500 })
})

test('a line that knows something is kept until that is old, and gone some day after that', async () => {
  const time = fakeTime()
  const store = memoryLimits({ clock: time.clock })
  const headers = { 'x-ratelimit-remaining-requests': '5', 'x-ratelimit-reset-requests': '10s' }
  const inner: Provider = {
    ...fakeProvider('x'),
    chat: async () => ({ parts: [], finishReason: 'stop', headers }),
  }
  const asOne = (key: string) =>
    ask(wrap(inner, rateLimit({ concurrency: 9, key, store, clock: time.clock })), 'x')
  for (let at = 0; at < 300; at++) await asOne(`early ${at}`)
  expect(waitQueuesOf(store).size).toBe(300)
  await time.advance(10_001)
  for (let at = 0; at < 200; at++) await asOne(`late ${at}`)
  expect(waitQueuesOf(store).size).toBe(200)
})
