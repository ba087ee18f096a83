import {
  AiuError,
  type Attempt,
  type ChatEvent,
  type FinishEvent,
  type Layer,
  stream,
  tap,
  wrap,
} from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { streaming, textEvents, usage } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { failing } from '../support/failing.ts'
import { faucet } from '../support/faucet.ts'
import { listeners } from '../support/signals.ts'
import { settled } from '../support/turns.ts'

const text = (piece: string): ChatEvent => ({ type: 'text', text: piece })
const finish: ChatEvent = { type: 'finish', finishReason: 'stop', usage }

const generator: Layer = {
  name: 'generator',
  async *iterate(_operation, request, next) {
    for await (const event of next(request)) yield event
  },
}
const tapping: Layer = { name: 'tapping', iterate: (_operation, request, next) => tap(next(request), {}) }
const iterator: Layer = {
  name: 'iterator',
  iterate: (_operation, request, next) => {
    const events = next(request)[Symbol.asyncIterator]()
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => events.next(),
        return: async () => (await events.return?.()) ?? { value: undefined, done: true },
      }),
    }
  },
}
const stacks = [
  ['none', []],
  ['taps', [tapping, tapping, tapping]],
  ['generators', [generator, generator, generator]],
  ['iterators', [iterator, iterator]],
  ['all sorts', [tapping, generator, iterator, tapping]],
] as const

describe.each(stacks)('a stream through rings: %s', (_, layers) => {
  test('comes whole; the finish carries the response’s base', async () => {
    let seen: FinishEvent | undefined
    const look: Layer = {
      name: 'look',
      stream: (request, next) =>
        tap(next(request), {
          event(event) {
            if (event.type === 'finish') seen = event
          },
        }),
    }
    const events = [
      { type: 'start', model: 'm', id: 'i', headers: { date: 'x' } },
      text('a'),
      finish,
    ] as const satisfies ChatEvent[]
    const answer = stream(wrap(streaming(events), look, ...layers), 'q')
    expect((await collect(answer)).map(({ type }) => type)).toEqual(['start', 'text', 'finish'])
    expect(seen).toMatchObject({
      finishReason: 'stop',
      provider: 'fake',
      model: 'm',
      id: 'i',
      usage,
      headers: { date: 'x' },
      warnings: [],
      attempts: [{ outcome: 'done', usage }],
      timing: { totalMs: expect.any(Number), firstTokenMs: expect.any(Number) },
    })
    expect(await answer.response).toMatchObject({ text: 'a', attempts: [{ outcome: 'done' }] })
  })

  test('break: the attempt is told once, as aborted, with what was seen; no listener is left', async () => {
    const provider = faucet()
    const attempts: Attempt[] = []
    const { signal } = new AbortController()
    const answer = stream(wrap(provider, ...layers), 'q', {
      signal,
      onAttempt: (attempt) => attempts.push(attempt),
    })
    provider.push({ type: 'start', model: 'm' }, { type: 'usage', usage }, text('a'), text('b'))
    for await (const _ of answer.textStream) break
    await settled()
    expect(attempts).toMatchObject([{ outcome: 'aborted', code: 'aborted', model: 'm', usage }])
    expect([provider.closed, provider.requests[0]?.signal?.aborted, listeners(signal)]).toEqual([1, true, 0])
    const error = await failing(answer.response)
    expect(error).toMatchObject({ code: 'aborted', partial: { text: 'a', usage } })
    expect(error.attempts).toEqual(attempts)
  })

  test('the signal fires while a read is under way', async () => {
    const provider = faucet()
    const attempts: Attempt[] = []
    const controller = new AbortController()
    const { signal } = controller
    const loop = failing(
      collect(
        stream(wrap(provider, ...layers), 'q', { signal, onAttempt: (attempt) => attempts.push(attempt) }),
      ),
    )
    provider.push({ type: 'usage', usage }, text('a'))
    await settled()
    const reason = new Error('mine')
    controller.abort(reason)
    expect(await loop).toMatchObject({ code: 'aborted', cause: reason, partial: { text: 'a', usage } })
    await settled()
    expect(attempts).toMatchObject([{ outcome: 'aborted', usage }])
    expect(listeners(signal)).toBe(0)
  })

  test('a cut is a cut at every ring', async () => {
    const error = await failing(stream(wrap(streaming([text('a')]), ...layers), 'q').response)
    expect(error).toMatchObject({
      code: 'interrupted',
      partial: { text: 'a' },
      attempts: [{ outcome: 'cut' }],
    })
  })

  test('the finish is enough: what comes after it is not waited for', async () => {
    const provider = faucet()
    const attempts: Attempt[] = []
    const answer = stream(wrap(provider, ...layers), 'q', { onAttempt: (attempt) => attempts.push(attempt) })
    provider.push(text('a'), finish)
    expect((await answer.response).text).toBe('a')
    await settled()
    expect(provider.closed).toBe(1)
    expect(attempts).toMatchObject([{ outcome: 'done' }])
  })

  test('nothing is sent before the first read', async () => {
    const provider = streaming(textEvents('a'))
    const answer = stream(wrap(provider, ...layers), 'q')
    await settled()
    expect(provider.requests).toHaveLength(0)
    await answer.response
    expect(provider.requests).toHaveLength(1)
  })
})

describe('a layer in the middle', () => {
  test('that reads on after the finish finds the end, though the provider hangs', async () => {
    const provider = faucet()
    const whole: Layer = {
      name: 'whole',
      async *stream(request, next) {
        yield* await collect(next(request))
      },
    }
    provider.push(text('a'), finish)
    expect((await stream(wrap(provider, whole), 'q').response).text).toBe('a')
  })

  test('that throws: the provider’s stream is closed, the attempt told', async () => {
    const provider = faucet()
    const attempts: Attempt[] = []
    const guard: Layer = {
      name: 'guard',
      stream(request, next) {
        const events = next(request)[Symbol.asyncIterator]()
        return {
          [Symbol.asyncIterator]: () => ({
            async next() {
              const step = await events.next()
              if (!step.done && step.value.type === 'text') throw new AiuError('limit', 'Not that.')
              return step
            },
            return: async () => (await events.return?.()) ?? { value: undefined, done: true },
          }),
        }
      },
    }
    provider.push({ type: 'start' }, text('a'))
    const answer = stream(wrap(provider, guard), 'q', { onAttempt: (attempt) => attempts.push(attempt) })
    expect((await failing(answer.response)).code).toBe('limit')
    await settled()
    expect(provider.closed).toBe(1)
    expect(attempts).toMatchObject([{ outcome: 'aborted' }])
  })

  test('that throws before it has a stream', async () => {
    const refuse: Layer = {
      name: 'refuse',
      stream() {
        throw new AiuError('limit', 'Full.')
      },
    }
    const answer = stream(wrap(streaming([]), refuse), 'q')
    expect(await failing(collect(answer))).toMatchObject({ code: 'limit', attempts: [] })
  })

  test('a provider that throws before it has a stream: one failed attempt', async () => {
    const provider = {
      ...streaming([]),
      stream(): never {
        throw new AiuError('configuration', 'No key.')
      },
    }
    const error = await failing(stream(wrap(provider, generator), 'q').response)
    expect(error).toMatchObject({ code: 'configuration', attempts: [{ outcome: 'failed' }] })
  })
})
