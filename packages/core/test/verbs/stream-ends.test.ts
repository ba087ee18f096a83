import { AiuError, type Attempt, type ChatEvent, stream } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { streaming, textEvents, usage } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { countTurns } from '../support/count-turns.ts'
import { failing } from '../support/failing.ts'
import { faucet } from '../support/faucet.ts'
import { listeners } from '../support/signals.ts'
import { settled } from '../support/turns.ts'

const text = (piece: string): ChatEvent => ({ type: 'text', text: piece })
const finish: ChatEvent = { type: 'finish', finishReason: 'stop', usage }
/** What stands in a text event, or its type. */
const brief = (event: ChatEvent): string => (event.type === 'text' ? event.text : event.type)

describe('leaving', () => {
  test('break closes the provider’s stream, fires its signal, and the response says what had come', async () => {
    const provider = faucet()
    const { signal } = new AbortController()
    const attempts: Attempt[] = []
    const answer = stream(provider, 'q', { signal, onAttempt: (attempt) => attempts.push(attempt) })
    provider.push({ type: 'start', model: 'm' }, { type: 'usage', usage }, text('a'), text('b'))
    for await (const piece of answer.textStream) {
      expect(piece).toBe('a')
      break
    }
    expect([provider.closed, provider.requests[0]?.signal?.aborted]).toEqual([1, true])
    const error = await failing(answer.response)
    expect(error).toMatchObject({
      code: 'aborted',
      partial: { text: 'a', toolCalls: [], usage },
      attempts: [{ outcome: 'aborted', code: 'aborted', model: 'm', usage }],
    })
    expect(attempts).toEqual(error.attempts)
    expect(listeners(signal)).toBe(0)
  })

  test('a throw in the loop is the loop’s own', async () => {
    const provider = faucet()
    const answer = stream(provider, 'q')
    provider.push(text('a'), text('b'))
    const mine = new Error('mine')
    const loop = async (): Promise<void> => {
      for await (const _ of answer) throw mine
    }
    await expect(loop()).rejects.toBe(mine)
    expect(provider.closed).toBe(1)
    expect(await failing(answer.response)).toMatchObject({ code: 'aborted', partial: { text: 'a' } })
  })

  test('break at the finish is no abort', async () => {
    const answer = stream(streaming(textEvents('a')), 'q')
    for await (const { type } of answer) if (type === 'finish') break
    expect((await answer.response).attempts).toMatchObject([{ outcome: 'done' }])
  })

  test('break after the response was taken aborts that too', async () => {
    const provider = faucet()
    const answer = stream(provider, 'q')
    const response = failing(answer.response)
    provider.push(text('a'), text('b'))
    for await (const _ of answer) break
    expect((await response).code).toBe('aborted')
  })

  test('a provider that cannot close its stream, or fails at it, harms nobody', async () => {
    for (const leave of [undefined, () => undefined, () => Promise.reject(new Error('no')), 'throws']) {
      const inner = faucet()
      const provider = {
        ...inner,
        stream: (request: Parameters<typeof inner.stream>[0]) => ({
          [Symbol.asyncIterator]: () => ({
            next: inner.stream(request)[Symbol.asyncIterator]().next,
            ...(leave && {
              return: (leave === 'throws'
                ? () => {
                    throw new Error('at once')
                  }
                : leave) as () => Promise<never>,
            }),
          }),
        }),
      }
      const answer = stream(provider, 'q')
      inner.push(text('a'))
      for await (const _ of answer) break
      expect((await failing(answer.response)).code).toBe('aborted')
    }
    await settled()
  })
})

describe('cancel', () => {
  test('before the first read: nothing is sent, and nothing comes', async () => {
    const provider = streaming(textEvents('a'))
    const { signal } = new AbortController()
    const answer = stream(provider, 'q', { signal })
    answer.cancel('enough')
    expect((await failing(collect(answer))).code).toBe('aborted')
    const error = await failing(answer.response)
    expect(error).toMatchObject({ code: 'aborted', cause: 'enough' })
    expect(error.attempts ?? []).toEqual([])
    expect(error.partial).toBeUndefined()
    expect([provider.requests.length, listeners(signal)]).toEqual([0, 0])
  })

  test('mid-stream: the reader and the response reject with the reason, the connection is closed', async () => {
    const provider = faucet()
    const answer = stream(provider, 'q')
    const events = answer[Symbol.asyncIterator]()
    provider.push(text('a'))
    await events.next()
    const pending = failing(events.next())
    const reason = new Error('enough')
    answer.cancel(reason)
    expect(await pending).toMatchObject({ code: 'aborted', cause: reason })
    expect(await failing(answer.response)).toMatchObject({ code: 'aborted', partial: { text: 'a' } })
    expect(provider.closed).toBe(1)
    expect((await failing(events.next())).code).toBe('aborted')
  })

  test('while what was read ahead waits for the loop: that is not given out any more', async () => {
    const provider = faucet()
    const answer = stream(provider, 'q')
    const events = answer[Symbol.asyncIterator]()
    provider.push(text('a'), text('b'), text('c'))
    await events.next()
    void answer.response
    await settled()
    expect(provider.reads).toBe(4)
    answer.cancel()
    expect((await failing(events.next())).code).toBe('aborted')
  })

  test('after the end: no effect', async () => {
    const answer = stream(streaming(textEvents('a')), 'q')
    const { text: whole } = await answer.response
    answer.cancel()
    answer.cancel()
    expect([whole, (await answer.response).text]).toEqual(['a', 'a'])
  })

  test('a finish that is already on its way changes nothing, nor is it told', async () => {
    const provider = faucet()
    const attempts: Attempt[] = []
    const answer = stream(provider, 'q', { onAttempt: (attempt) => attempts.push(attempt) })
    const pending = failing(collect(answer))
    await settled()
    provider.push(finish)
    answer.cancel()
    expect((await pending).code).toBe('aborted')
    expect((await failing(answer.response)).code).toBe('aborted')
    expect(attempts).toMatchObject([{ outcome: 'aborted' }])
  })
})

describe('the signal', () => {
  test('that fired before: nothing is sent', async () => {
    const provider = streaming(textEvents('a'))
    const reason = new Error('mine')
    const signal = AbortSignal.abort(reason)
    const answer = stream(provider, 'q', { signal })
    expect(await failing(collect(answer))).toMatchObject({ code: 'aborted', cause: reason })
    expect(await failing(answer.response)).toMatchObject({ code: 'aborted', cause: reason })
    expect([provider.requests.length, listeners(signal)]).toEqual([0, 0])
  })

  test('that fires between making and reading: nothing is sent', async () => {
    const provider = streaming(textEvents('a'))
    const controller = new AbortController()
    const answer = stream(provider, 'q', { signal: controller.signal })
    controller.abort()
    expect((await failing(answer.response)).code).toBe('aborted')
    expect(provider.requests).toHaveLength(0)
  })

  test('that fires mid-stream: usage and text so far are told', async () => {
    const provider = faucet()
    const controller = new AbortController()
    const answer = stream(provider, 'q', { signal: controller.signal })
    const loop = failing(collect(answer))
    provider.push({ type: 'usage', usage }, text('a'))
    await settled()
    const turns = countTurns()
    controller.abort()
    const error = await loop
    expect(turns()).toBeLessThan(5)
    expect(error).toMatchObject({
      code: 'aborted',
      partial: { text: 'a', usage },
      attempts: [{ outcome: 'aborted', usage }],
    })
    expect(await failing(answer.response)).toBe(error)
    expect(listeners(controller.signal)).toBe(0)
  })

  test('that fires while the provider ends quietly: still an abort', async () => {
    const provider = faucet()
    const controller = new AbortController()
    const answer = stream(provider, 'q', { signal: controller.signal })
    const loop = failing(collect(answer))
    provider.push(text('a'))
    await settled()
    provider.end()
    controller.abort()
    expect((await loop).code).toBe('aborted')
  })

  test('keeps no listener of 1,000 streams, however they ended', async () => {
    const { signal } = new AbortController()
    for (let index = 0; index < 250; index++) {
      await collect(stream(streaming(textEvents('a')), 'q', { signal }))
      await stream(streaming(textEvents('a')), 'q', { signal }).response
      for await (const _ of stream(streaming(textEvents('a')), 'q', { signal })) break
      await failing(stream(streaming([]), 'q', { signal }).response)
    }
    expect(listeners(signal)).toBe(0)
  })
})

describe('failures', () => {
  test('an end without finish is an interruption, with what had come', async () => {
    const call = { type: 'tool-call', id: '1', name: 'x', arguments: '{}' } as const
    const events: ChatEvent[] = [{ type: 'start' }, text('a'), { type: 'tool-call', call }]
    const answer = stream(streaming(events), 'q')
    const seen: string[] = []
    const loop = async (): Promise<void> => {
      for await (const event of answer) seen.push(brief(event))
    }
    const error = await failing(loop())
    expect(error).toMatchObject({
      code: 'interrupted',
      name: 'InterruptedError',
      provider: 'fake',
      partial: { text: 'a', toolCalls: [call] },
      attempts: [{ outcome: 'cut', code: 'interrupted' }],
    })
    expect(seen).toEqual(['start', 'a', 'tool-call'])
    expect(await failing(answer.response)).toBe(error)
  })

  test.each([
    ['one of ours', new AiuError('server', 'Down.'), 'server'],
    ['a foreign one', new TypeError('x is not a function'), 'malformed'],
  ])('mid-stream: %s, with what had come', async (_, cause, code) => {
    const answer = stream(streaming([text('a'), { type: 'usage', usage }, cause]), 'q')
    const error = await failing(answer.response)
    expect(error).toMatchObject({
      code,
      partial: { text: 'a', usage },
      attempts: [{ outcome: 'failed', code, usage }],
    })
    expect(error === cause || error.cause === cause).toBe(true)
  })

  test('taken ahead: the loop has what had come, then the error', async () => {
    const answer = stream(streaming([text('a'), text('b'), new AiuError('server', 'Down.')]), 'q')
    const failed = await failing(answer.response)
    const seen: string[] = []
    const loop = async (): Promise<void> => {
      for await (const event of answer) seen.push(brief(event))
    }
    expect(await failing(loop())).toBe(failed)
    expect(seen).toEqual(['a', 'b'])
  })

  test('every later read fails alike', async () => {
    const answer = stream(streaming([new AiuError('server', 'Down.')]), 'q')
    const events = answer[Symbol.asyncIterator]()
    const first = await failing(events.next())
    expect(await failing(events.next())).toBe(first)
    expect(await failing(collect(answer.textStream))).toBe(first)
  })

  test.each([
    ['throws at once', () => Promise.reject(new Error('at once'))],
    ['is none', 5],
    ['gives nothing', undefined],
  ])('a stream that %s', async (_, given) => {
    const provider = {
      ...streaming([]),
      stream: (): never => {
        if (typeof given === 'function') throw new Error('at once')
        return given as never
      },
    }
    const answer = stream(provider, 'q')
    expect(await failing(collect(answer))).toMatchObject({ code: 'malformed' })
    expect(await failing(answer.response)).toMatchObject({ attempts: [{ outcome: 'failed' }] })
  })

  test.each([[undefined], [null], ['a word']])('an event that is none: %j', async (event) => {
    const provider = streaming([text('a'), event as unknown as ChatEvent])
    const { signal } = new AbortController()
    const answer = stream(provider, 'q', { signal })
    const outcome = answer.response.catch((error: AiuError) => error.code)
    expect(['malformed', 'interrupted']).toContain(await outcome)
    expect(listeners(signal)).toBe(0)
  })

  test('a throwing onAttempt changes nothing', async () => {
    const onAttempt = (): never => {
      throw new Error('a bug in the log')
    }
    expect((await stream(streaming(textEvents('a')), 'q', { onAttempt }).response).text).toBe('a')
    expect(
      (await failing(stream(streaming([text('a')]), 'q', { onAttempt }).response)).partial,
    ).toMatchObject({ text: 'a' })
  })

  test('what no server can answer is refused as the stream is made', () => {
    expect(() => stream(streaming([]), '')).toThrow(expect.objectContaining({ code: 'invalid-request' }))
    expect(() => stream(streaming([]), 'q', { temperature: 3 })).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    )
  })

  test('never an unhandled rejection', async () => {
    const unhandled: unknown[] = []
    const note = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', note)
    try {
      const failed = (): ReturnType<typeof stream> => stream(streaming([text('a'), new Error('no')]), 'q')
      void failed().response
      const looped = failed()
      await collect(looped).catch(() => {})
      const left = stream(streaming(textEvents('a', 'b')), 'q')
      for await (const _ of left) break
      const canceled = stream(streaming(textEvents('a')), 'q')
      canceled.cancel()
      const hanging = faucet()
      const begun = stream(hanging, 'q')
      void begun.response
      await settled()
      begun.cancel()
      failed()
      await settled()
      await new Promise((resolve) => setTimeout(resolve, 10))
      expect(unhandled).toEqual([])
    } finally {
      process.off('unhandledRejection', note)
    }
  })
})
