import { ask, type ChatEvent, stream } from '@aiu/core'
import { bestOf, loopNow } from '@aiu-tooling/support/loop-clock'
import { describe, expect } from 'vitest'
import { failing, onlyAttempt } from '../support/failing.ts'
import { faulty as test } from '../support/faulty.ts'

describe('streams', () => {
  test('F28 clean EOF without end mark: InterruptedError with partial', async ({ faulty: { at } }) => {
    const error = await failing(stream(at('F28'), 'q').response)
    expect([error.code, error.name]).toEqual(['interrupted', 'InterruptedError'])
    expect(error.partial).toMatchObject({ text: 'Hello.', toolCalls: [] })
    expect(onlyAttempt(error)).toMatchObject({ outcome: 'cut', code: 'interrupted' })
  })

  test.for(['in-event', 'in-character'])(
    'F29 EOF %s: InterruptedError with partial, no replacement characters',
    async (variant, { faulty: { at } }) => {
      const error = await failing(stream(at('F29', variant), 'q').response)
      expect([error.code, error.partial?.text]).toEqual(['interrupted', 'Hello.'])
      expect(JSON.stringify(error)).not.toContain('\ufffd')
    },
  )

  test('F30 RST mid-stream: error with partial and cause, no second request', async ({
    faulty: { at, server },
  }) => {
    const answer = stream(at('F30'), 'q')
    const pieces: string[] = []
    const error = await failing(async () => {
      for await (const piece of answer.textStream) {
        pieces.push(piece)
        server.release()
      }
    })
    expect(pieces).toEqual(['Hel'])
    expect([error.code, error.partial?.text]).toEqual(['interrupted', 'Hel'])
    expect(error.cause).toBeInstanceOf(Error)
    expect(await failing(answer.response)).toBe(error)
    expect(onlyAttempt(error)).toMatchObject({ outcome: 'cut' })
    expect(server.requests).toHaveLength(1)
  })

  test("F31 silent stall: ends by the caller's signal, the socket closed", async ({
    faulty: { at, server },
  }) => {
    const caller = new AbortController()
    const answer = stream(at('F31'), 'q', { signal: caller.signal })
    const error = await failing(async () => {
      for await (const _ of answer.textStream) caller.abort()
    })
    expect([error.code, error.partial?.text]).toEqual(['aborted', 'Hel'])
    expect(await server.requests[0]?.ended).toMatchObject({ complete: false })
  })

  test("F32 keep-alive comments for ever: ends by the caller's signal", async ({ faulty: { at } }) => {
    const events: ChatEvent[] = []
    const error = await failing(async () => {
      for await (const event of stream(at('F32'), 'q', { signal: AbortSignal.timeout(100) }))
        events.push(event)
    })
    expect([error.code, events]).toEqual(['aborted', []])
  })

  test.for(['silent', 'talking'])(
    'F33 socket kept open after [DONE], %s: result within 50 ms, then the socket is given up',
    async (variant, { faulty: { at, server } }) => {
      const took = await bestOf(50, async () => {
        const answer = stream(at('F33', variant), 'q')
        let last = 0
        for await (const _ of answer.textStream) last = loopNow()
        expect((await answer.response).text).toBe('Hello.')
        return loopNow() - last
      })
      expect(took).toBeLessThan(50)
      await server.quiet(600)
    },
  )

  test('F34 duplicate finish: one finish', async ({ faulty: { at } }) => {
    const events: string[] = []
    for await (const { type } of stream(at('F34', 'duplicate-finish'), 'q')) events.push(type)
    expect(events).toEqual(['start', 'text', 'text', 'finish'])
  })

  test('F34 late content after [DONE] is ignored', async ({ faulty: { at } }) => {
    const answer = await stream(at('F34', 'late-content'), 'q').response
    expect([answer.text, answer.finishReason]).toEqual(['Hello.', 'stop'])
  })

  test('F34 usage after finish is kept, on every chunk the last wins, none is unknown', async ({
    faulty: { at },
  }) => {
    const usageOf = async (variant: string) => (await stream(at('F34', variant), 'q').response).usage
    const told = { inputTokens: 3, outputTokens: 2, totalTokens: 5, source: 'provider' }
    expect(await usageOf('usage-after-finish')).toMatchObject(told)
    expect(await usageOf('usage-every-chunk')).toMatchObject(told)
    expect(await usageOf('no-usage')).toBeUndefined()
  })

  test.for([
    ['bytes', 'Grüße, 東京 🗼'],
    ['crlf', 'Hello.'],
    ['bom', 'Hello.'],
  ] as const)('F35 %s: the same result as whole', async ([variant, text], { faulty: { at } }) => {
    expect(await stream(at('F35', variant), 'q').response).toMatchObject({
      text,
      finishReason: 'stop',
      usage: { totalTokens: 5 },
    })
  })

  test.for([
    'data-object',
    'data-string',
    'event-error',
    'error-field',
    'object-error',
    'finish-error',
    'raw-json',
  ])('F36 error mid-stream as %s: its message, partial attached', async (variant, { faulty: { at } }) => {
    const error = await failing(stream(at('F36', variant), 'q').response)
    expect(error.message).toContain('The worker died.')
    expect([error.code, error.partial?.text]).toEqual(['server', 'Hel'])
    expect(onlyAttempt(error)).toMatchObject({ outcome: 'failed', code: 'server' })
  })

  const oslo = ['weather', '{"city":"Oslo"}']
  test.for([
    ['no-id', [oslo]],
    ['no-index', [oslo]],
    ['interleaved', [oslo, ['weather', '{"city":"Rome"}']]],
    ['huge-index', [oslo]],
    ['arguments-object', [oslo]],
  ] as const)('F37 tool deltas %s: calls rebuilt in order', async ([variant, calls], { faulty: { at } }) => {
    const { toolCalls, finishReason } = await stream(at('F37', variant), 'q').response
    expect(toolCalls.map((call) => [call.name, call.arguments])).toEqual(calls)
    for (const { id } of toolCalls) expect(id).toMatch(/./)
    expect(finishReason).toBe('tool-calls')
  })

  test('F37 a cut call is dropped', async ({ faulty: { at } }) => {
    const events: string[] = []
    const error = await failing(async () => {
      for await (const { type } of stream(at('F37', 'cut'), 'q')) events.push(type)
    })
    expect([error.code, error.partial?.toolCalls]).toEqual(['interrupted', []])
    expect(events).toEqual(['start', 'tool-call-delta'])
  })

  test('F37 ten thousand calls are bounded', async ({ faulty: { at } }) => {
    const { toolCalls } = await stream(at('F37', 'many'), 'q').response
    expect(toolCalls.length).toBeGreaterThan(0)
    expect(toolCalls.length).toBeLessThanOrEqual(1024)
  })

  test.for(['break', 'throw'])(
    'F39 the consumer leaves by %s: closed within 50 ms, the attempt recorded',
    async (how, { faulty: { at, server } }) => {
      const took = await bestOf(50, async () => {
        const outcomes: string[] = []
        const answer = stream(at('F39'), 'q', { onAttempt: ({ outcome }) => outcomes.push(outcome) })
        let left = 0
        const leave = async (): Promise<void> => {
          for await (const _ of answer.textStream) {
            left = loopNow()
            if (how === 'throw') throw new Error('mine')
            break
          }
        }
        if (how === 'throw') await expect(leave()).rejects.toThrow('mine')
        else await leave()
        await server.requests.at(-1)?.ended
        expect(outcomes).toEqual(['aborted'])
        const error = await failing(answer.response)
        expect([error.code, error.partial?.text]).toEqual(['aborted', 'Hel'])
        expect(onlyAttempt(error)).toMatchObject({ outcome: 'aborted' })
        return loopNow() - left
      })
      expect(took).toBeLessThan(50)
    },
  )

  test('F39 cancel() closes within 50 ms', async ({ faulty: { at, server } }) => {
    const took = await bestOf(50, async () => {
      const answer = stream(at('F39'), 'q')
      const iterator = answer[Symbol.asyncIterator]()
      await iterator.next()
      const start = loopNow()
      answer.cancel('enough')
      await server.requests.at(-1)?.ended
      expect(await failing(answer.response)).toMatchObject({ code: 'aborted', cause: 'enough' })
      return loopNow() - start
    })
    expect(took).toBeLessThan(50)
  })

  test('a connection is used again after an answer and after a stream', async ({
    faulty: { server, at },
  }) => {
    const provider = at('F16')
    await failing(ask(provider, 'q'))
    for (let round = 0; round < 5; round++) {
      await stream(provider, 'q').response
      await server.quiet()
      await ask(provider, 'q')
    }
    expect(Math.max(...server.requests.map(({ onConnection }) => onConnection))).toBeGreaterThan(5)
  })
})
