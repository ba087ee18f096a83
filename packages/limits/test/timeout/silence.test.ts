import { ask, type ChatEvent, type Provider, stream, wrap } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { fakeProvider } from '@aiu/testing'
import { type Exchange, faultServer, loopbackServer } from '@aiu/testing/node'
import { LONG } from '@aiu-tooling/support/long'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { describe, expect, onTestFinished, test } from 'vitest'
import { timeout } from '../../src/index.ts'
import { fakeTime } from '../fake-time.ts'
import { failure, subjectsOf, ways } from '../time/subjects.ts'

describe.each(subjectsOf(LONG))('timeout around $name', ({ wire, make }) => {
  test.each(ways)('F03 a server that says nothing, %s', async (_way, asked) => {
    const server = await faultServer({ wire })
    onTestFinished(() => server.close())
    const provider = wrap(make(server.at('F03')), timeout({ firstTokenMs: 100, idleMs: 10 }))
    const from = performance.now()
    const error = await failure(asked(provider))
    expect(performance.now() - from).toBeGreaterThanOrEqual(99)
    expect([error.code, error.name]).toEqual(['timeout', 'ProviderTimeoutError'])
    expect(error.message).toContain('within 100 ms')
    expect(error.hint).toContain('firstTokenMs')
    expect(error.attempts?.map(({ outcome, code }) => [outcome, code])).toEqual([['failed', 'timeout']])
    await server.quiet()
  })

  test('F31 a silent stall in the middle: the answer so far is kept, the connection closed', async () => {
    const server = await faultServer({ wire })
    onTestFinished(() => server.close())
    const provider = wrap(make(server.at('F31')), timeout({ firstTokenMs: 5000, idleMs: 100 }))
    const error = await failure(stream(provider, 'x').response)
    expect(error.code).toBe('timeout')
    expect(error.message).toContain('for 100 ms')
    expect(error.hint).toContain('idleMs')
    expect(error.partial?.text).not.toBe('')
    await server.quiet()
  })

  test('F32 keep-alives are no content', async () => {
    const server = await faultServer({ wire })
    onTestFinished(() => server.close())
    const provider = wrap(make(server.at('F32')), timeout({ firstTokenMs: 150 }))
    expect((await failure(stream(provider, 'x').response)).code).toBe('timeout')
    await server.quiet()
  })
})

const piece = (text: string): string => `data: {"choices":[{"index":0,"delta":{"content":"${text}"}}]}\n\n`
const END = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'

/** A server that streams what `say` writes. */
const streaming = async (say: (exchange: Exchange) => unknown) => {
  const server = await loopbackServer((exchange) => {
    exchange.response.writeHead(200, { 'content-type': 'text/event-stream' })
    exchange.response.write(piece('One '))
    return say(exchange)
  })
  onTestFinished(() => server.close())
  return { server, inner: openaiCompatible({ baseURL: server.baseURL, model: 'm' }) }
}

/**
 * In a moment: sends, and then keeps the thread from doing anything else. In the phase of the event loop after which timers come first,
 * before what has arrived is read.
 */
const sendAndBlock = (send: () => void, ms: number): void => {
  setTimeout(() => {
    setImmediate(() => {
      send()
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
    })
  }, 5)
}

describe('on a real clock', () => {
  test('F32 nor are they once content has come', async () => {
    const { server, inner } = await streaming(({ response, over }) => {
      const timer = setInterval(() => response.write(': waiting\n\n'), 10)
      over.addEventListener('abort', () => clearInterval(timer))
    })
    const error = await failure(stream(wrap(inner, timeout({ idleMs: 100 })), 'x').response)
    expect([error.code, error.partial?.text]).toEqual(['timeout', 'One '])
    await server.quiet()
  })

  test('F44 what came while the process stood still is no silence', async () => {
    for (const idleMs of [100, 200, 300]) {
      const { inner } = await streaming(({ response }) => {
        sendAndBlock(() => {
          response.write(piece('two '))
          setTimeout(() => response.end(piece('three') + END), 5)
        }, 500)
      })
      const { text } = await stream(wrap(inner, timeout({ firstTokenMs: 5000, idleMs })), 'x').response
      expect(text).toBe('One two three')
    }
  })

  test('F44 for a first token, and for a whole answer, too', async () => {
    const server = await loopbackServer(({ request, response }) => {
      const choice = { index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }
      const live = request.body?.stream
      response.setHeader('content-type', live ? 'text/event-stream' : 'application/json')
      sendAndBlock(() => response.end(live ? piece('Hi.') + END : JSON.stringify({ choices: [choice] })), 600)
    })
    onTestFinished(() => server.close())
    const provider = wrap(
      openaiCompatible({ baseURL: server.baseURL, model: 'm' }),
      timeout({ firstTokenMs: 300 }),
    )
    for (const [, asked] of ways) expect((await asked(provider)).text).toBe('Hi.')
  })

  test('F44 silence after it is one', async () => {
    const { inner } = await streaming(() => sendAndBlock(() => {}, 300))
    const from = loopNow()
    const error = await failure(stream(wrap(inner, timeout({ idleMs: 50 })), 'x').response)
    expect(error.code).toBe('timeout')
    expect(loopNow() - from).toBeLessThan(1500)
  })
})

describe('on a told clock', () => {
  test('the first token has its own time, and each piece after it', async () => {
    const time = fakeTime()
    const inner = fakeProvider([{ stream: ['One ', 'two ', 'three'], delayMs: 900, everyMs: 90 }], {
      clock: time,
    })
    const live = stream(wrap(inner, timeout({ firstTokenMs: 1000, idleMs: 100, clock: time.clock })), 'x')
    const answer = live.response
    await time.advance(1200)
    expect((await answer).text).toBe('One two three')
    expect(time.waiting).toBe(0)
  })

  test.each([
    [{ firstTokenMs: 1000 }, { delayMs: 1001 }, 'within 1000 ms', ''],
    [{ firstTokenMs: 1000, idleMs: 100 }, { delayMs: 900, everyMs: 101 }, 'for 100 ms', 'One '],
    [{ idleMs: 100 }, { delayMs: 90_000, everyMs: 101 }, 'for 100 ms', 'One '],
  ] as const)('%o', async (options, pace, words, text) => {
    const time = fakeTime()
    const inner = fakeProvider([{ stream: ['One ', 'two'], ...pace }], { clock: time })
    let at = 0
    const answer = failure(
      stream(wrap(inner, timeout({ ...options, clock: time.clock })), 'x').response.finally(() => {
        at = time.now
      }),
    )
    await time.advance(100_000)
    const error = await answer
    expect(at).toBe(pace.delayMs > 900 && !('everyMs' in pace) ? 1000 : pace.delayMs + 100)
    expect(error.code).toBe('timeout')
    expect(error.message).toContain(words)
    expect(error.partial?.text).toBe(text)
    expect(time.waiting).toBe(0)
  })

  test('a reader who takes his time is not the server', async () => {
    const time = fakeTime()
    const inner = fakeProvider([{ stream: ['One ', 'two ', 'three'], everyMs: 50 }], { clock: time })
    const live = stream(wrap(inner, timeout({ firstTokenMs: 100, idleMs: 100, clock: time.clock })), 'x')
    const events: ChatEvent[] = []
    const iterator = live[Symbol.asyncIterator]()
    for (;;) {
      const step = iterator.next()
      await time.advance(60)
      const { done, value } = await step
      if (done) break
      events.push(value)
      await time.advance(10_000)
    }
    expect(events.at(-1)?.type).toBe('finish')
    expect(time.waiting).toBe(0)
  })

  test('usage that is told again and again is no content', async () => {
    const time = fakeTime()
    const inner: Provider = {
      ...fakeProvider('x'),
      async *stream({ signal }) {
        yield { type: 'text', text: 'One ' }
        for (let outputTokens = 1; ; outputTokens++) {
          await time.clock.sleep(60, signal)
          yield { type: 'usage', usage: { outputTokens, source: 'provider' } }
        }
      },
    }
    const answer = failure(stream(wrap(inner, timeout({ idleMs: 100, clock: time.clock })), 'x').response)
    await time.advance(5_000)
    expect(await answer).toMatchObject({ code: 'timeout', partial: { text: 'One ' } })
  })

  test('without a bound for the beginning, whole answers have none', async () => {
    const time = fakeTime()
    const inner = fakeProvider([{ text: 'Hi.', delayMs: 90_000 }], { clock: time })
    const answer = ask(wrap(inner, timeout({ idleMs: 100, clock: time.clock })), 'x')
    await time.advance(90_000)
    expect((await answer).text).toBe('Hi.')
  })
})

test.each([0, -1, Number.NaN, Infinity, 2 ** 31, '3', null])('%s is no setting', (value) => {
  expect(() => timeout({ firstTokenMs: value as number })).toThrow(/firstTokenMs is /)
  expect(() => timeout({ idleMs: value as number })).toThrow(
    expect.objectContaining({ code: 'configuration' }),
  )
  expect(() => timeout({})).toThrow(/idleMs is undefined/)
})
