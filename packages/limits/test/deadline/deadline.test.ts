import { getEventListeners } from 'node:events'
import { AiuError, ask, embed, type Layer, stream, wrap } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { fakeProvider } from '@aiu/testing'
import { faultServer } from '@aiu/testing/node'
import { LONG } from '@aiu-tooling/support/long'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { deadline, retry, timeout } from '../../src/index.ts'
import { fakeTime } from '../fake-time.ts'
import { failure, subjectsOf, ways } from '../time/subjects.ts'

describe.each(subjectsOf(LONG))('deadline around $name', ({ wire, make }) => {
  test.each(ways)('F27 one byte a second, %s', async (_way, asked) => {
    const server = await faultServer({ wire })
    onTestFinished(() => server.close())
    const provider = wrap(make(server.at('F27')), deadline(200), retry(), timeout({ idleMs: 5000 }))
    const from = loopNow()
    const error = await failure(asked(provider))
    expect(loopNow() - from).toBeLessThan(1000)
    expect(error.code).toBe('timeout')
    expect(error.message).toContain('200 ms')
    expect(error.attempts).toHaveLength(1)
    await server.quiet()
  })

  test.each(ways)('F01 a closed port is tried again within it, %s', async (_way, asked) => {
    const server = await faultServer({ wire })
    onTestFinished(() => server.close())
    const provider = wrap(make(server.at('F01')), deadline(1200), retry({ random: () => 1 }))
    const error = await failure(asked(provider))
    expect([error.code, error.attempts?.length]).toEqual(['connection', 2])
  })
})

describe('on a told clock', () => {
  test('queue, attempts, waits: all of it is within', async () => {
    const time = fakeTime()
    const queue: Layer = {
      name: 'queue',
      order: 80,
      async chat(request, next) {
        await time.sleep(400, request.signal)
        return next(request)
      },
    }
    const inner = fakeProvider(
      [
        { error: 'server', delayMs: 100 },
        { text: 'Hi.', delayMs: 200 },
      ],
      {
        clock: time,
      },
    )
    const answer = failure(
      ask(
        wrap(
          inner,
          deadline(1200, { clock: time.clock }),
          retry({ clock: time.clock, random: () => 0 }),
          queue,
        ),
        'x',
      ),
    )
    await time.advance(1199)
    expect(inner.calls).toHaveLength(2)
    await time.advance(1)
    const error = await answer
    expect([error.code, error.attempts?.map(({ outcome }) => outcome)]).toEqual([
      'timeout',
      ['failed', 'failed'],
    ])
    expect(time.waiting).toBe(0)
  })

  test('the layers further in see the time left; the earlier of two stays', async () => {
    const time = fakeTime()
    await time.advance(5000)
    const inner = fakeProvider('Hi.', { loop: true })
    const layer = deadline(1000, { clock: time.clock })
    await ask(wrap(inner, layer), 'x')
    await stream(wrap(inner, layer), 'x', { deadline: 5400 }).response
    await ask(wrap(wrap(inner, deadline(300, { clock: time.clock })), layer), 'x')
    await embed(wrap(inner, layer), 'x', { deadline: 9999 })
    expect(inner.calls.map(({ request }) => request.deadline)).toEqual([6000, 5400, 5300, 6000])
    expect(time.waiting).toBe(0)
  })

  test('one that has passed lets nothing out', async () => {
    const time = fakeTime()
    await time.advance(5000)
    const inner = fakeProvider('Hi.')
    const provider = wrap(inner, deadline(1000, { clock: time.clock }))
    const asked = { deadline: 4000 }
    expect((await failure(ask(provider, 'x', asked))).code).toBe('timeout')
    expect((await failure(stream(provider, 'x', asked).response)).code).toBe('timeout')
    expect(inner.calls).toEqual([])
  })

  test('a stream is bound to its end, and keeps what came', async () => {
    const time = fakeTime()
    const inner = fakeProvider([{ stream: ['One ', 'two ', 'three'], everyMs: 400 }], { clock: time })
    const answer = failure(stream(wrap(inner, deadline(600, { clock: time.clock })), 'x').response)
    await time.advance(600)
    const error = await answer
    expect([error.code, error.partial?.text]).toEqual(['timeout', 'One two '])
    expect(time.waiting).toBe(0)
  })
})

describe('F43 a clock that is set', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  test.each([3_600_000, -3_600_000])('by %d ms changes nothing', async (jump) => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const inner = fakeProvider([{ error: 'server' }, { text: 'Hi.', delayMs: 50 }])
    const layers = [deadline(5000), retry({ random: () => 0 }), timeout({ firstTokenMs: 1000, idleMs: 1000 })]
    const from = performance.now()
    const begun = loopNow()
    const answer = ask(wrap(inner, ...layers), 'x')
    await new Promise((resolve) => setTimeout(resolve, 50))
    vi.setSystemTime(Date.now() + jump)
    expect((await answer).text).toBe('Hi.')
    const took = performance.now() - from
    expect(took).toBeGreaterThan(245)
    expect(loopNow() - begun).toBeLessThan(2000)
  })
})

test('F40 ten thousand calls on one signal leave no listener', async () => {
  const { signal } = new AbortController()
  const inner = fakeProvider('Hi.', { loop: true })
  const provider = wrap(inner, deadline(60_000), retry(), timeout({ firstTokenMs: 60_000, idleMs: 60_000 }))
  for (let round = 0; round < 10; round++)
    await Promise.all(
      Array.from({ length: 1000 }, (_, at) => (at % 2 ? ask : streamed)(provider, 'x', { signal })),
    )
  expect(inner.calls).toHaveLength(10_000)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

const streamed: typeof ask = (provider, prompt, options) => stream(provider, prompt, options).response

test('a layer further in that throws at once leaves no timer and no listener', async () => {
  const inner: Layer = {
    name: 'shut',
    chat() {
      throw new AiuError('limit', 'Shut.')
    },
    stream: () => ({
      [Symbol.asyncIterator]() {
        throw new AiuError('limit', 'Shut.')
      },
    }),
  }
  const time = fakeTime()
  const { clock } = time
  const layers = [
    deadline(60_000, { clock }),
    retry({ clock }),
    timeout({ firstTokenMs: 1, idleMs: 1, clock }),
  ]
  const provider = wrap(wrap(fakeProvider('Hi.'), inner), ...layers)
  const { signal } = new AbortController()
  for (const asked of [ask, streamed])
    expect((await failure(asked(provider, 'x', { signal }))).code).toBe('limit')
  expect(time.waiting).toBe(0)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a process ends by itself once its calls have', async () => {
  const server = await faultServer()
  onTestFinished(() => server.close())
  const provider = wrap(
    openaiCompatible({ baseURL: server.baseURL, model: 'm' }),
    deadline(60_000),
    timeout({ firstTokenMs: 60_000, idleMs: 60_000 }),
  )
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  for (const [, asked] of ways) await asked(provider)
  await expect.poll(timers).toBeLessThanOrEqual(before)
})

test.each([0, -1, Number.NaN, Infinity, 2 ** 31, '3', null, undefined])('%s is no deadline', (value) => {
  expect(() => deadline(value as number)).toThrow(expect.objectContaining({ code: 'configuration' }))
})
