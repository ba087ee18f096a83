import { getEventListeners } from 'node:events'
import { ask, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { replayFetch } from '@aiu/testing'
import { bestOf, loopNow } from '@aiu-tooling/support/loop-clock'
import { describe, expect } from 'vitest'
import { failing, KEY, onlyAttempt } from '../support/failing.ts'
import { type Faulty, faulty as test } from '../support/faulty.ts'

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

type Provider = ReturnType<Faulty['at']>
type Start = (provider: Provider, signal: AbortSignal) => Promise<unknown>

const STAGES: readonly (readonly [
  string,
  'before-headers' | 'before-first-item' | 'mid-stream' | 'mid-body',
  Start,
])[] = [
  ['ask before headers', 'before-headers', (provider, signal) => ask(provider, 'q', { signal })],
  ['ask in the middle of the body', 'mid-body', (provider, signal) => ask(provider, 'q', { signal })],
  [
    'stream before headers',
    'before-headers',
    (provider, signal) => stream(provider, 'q', { signal }).response,
  ],
  [
    'stream before the first item',
    'before-first-item',
    (provider, signal) => stream(provider, 'q', { signal }).response,
  ],
  ['stream in the middle', 'mid-stream', (provider, signal) => stream(provider, 'q', { signal }).response],
  [
    'a loop in the middle of a stream',
    'mid-stream',
    async (provider, signal) => {
      for await (const _ of stream(provider, 'q', { signal }));
    },
  ],
]

/** Resolves once the server has the request and the client has had the time to read what came of it. */
async function underWay({ server }: Faulty, count: number): Promise<void> {
  while (server.requests.length < count) await new Promise((resolve) => setImmediate(resolve))
  const start = performance.now()
  while (performance.now() - start < 20) await new Promise((resolve) => setImmediate(resolve))
}

describe('F40 abort', () => {
  test.for(STAGES)('%s: rejects and closes within 50 ms', async ([, variant, start], { faulty }) => {
    let rounds = 0
    const took = await bestOf(50, async () => {
      const controller = new AbortController()
      const { signal } = controller
      const reason = new Error('mine')
      const failed = failing(start(faulty.at('F40', variant), signal))
      await underWay(faulty, ++rounds)
      const from = loopNow()
      controller.abort(reason)
      const error = await failed
      expect(error).toMatchObject({ code: 'aborted', name: 'AbortError' })
      expect(error.cause).toBe(reason)
      expect(onlyAttempt(error)).toMatchObject({ outcome: 'aborted', code: 'aborted' })
      if (variant === 'mid-stream') expect(error.partial?.text).toBe('Hel')
      await faulty.server.requests.at(-1)?.ended
      expect(listenersOf(signal)).toBe(0)
      return loopNow() - from
    })
    expect(took).toBeLessThan(50)
    expect(faulty.server.requests).toHaveLength(rounds)
  })

  test('before the call: nothing is sent', async ({ faulty: { at, server } }) => {
    const reason = new Error('mine')
    const signal = AbortSignal.abort(reason)
    const provider = at('F16')
    const loop = async (): Promise<void> => {
      for await (const _ of stream(provider, 'q', { signal }));
    }
    for (const attempt of [
      ask(provider, 'q', { signal }),
      stream(provider, 'q', { signal }).response,
      loop(),
    ]) {
      const error = await failing(attempt)
      expect([error.code, error.cause]).toEqual(['aborted', reason])
    }
    expect(server.requests).toEqual([])
    expect(listenersOf(signal)).toBe(0)
  })

  test('after the end: the answer stands', async ({ faulty: { server } }) => {
    const controller = new AbortController()
    const provider = openaiCompatible({ baseURL: server.baseURL, apiKey: KEY, model: 'm' })
    const answer = stream(provider, 'q', { signal: controller.signal })
    expect((await answer.response).text).toBe('Hello.')
    const asked = await ask(provider, 'q', { signal: controller.signal })
    controller.abort()
    answer.cancel()
    expect((await answer.response).text).toBe('Hello.')
    expect(asked.text).toBe('Hello.')
    expect(listenersOf(controller.signal)).toBe(0)
  })

  test('between two reads: the next one rejects, though events are at hand', async ({
    faulty: { server },
  }) => {
    const controller = new AbortController()
    const provider = openaiCompatible({ baseURL: server.baseURL, apiKey: KEY, model: 'm' })
    const pieces: string[] = []
    const error = await failing(async () => {
      for await (const piece of stream(provider, 'q', { signal: controller.signal }).textStream) {
        pieces.push(piece)
        controller.abort()
      }
    })
    expect([error.code, pieces]).toEqual(['aborted', ['Hel']])
  })

  test('a stream nobody reads sends nothing, and keeps no listener once its signal fired', async ({
    faulty: { server },
  }) => {
    const controller = new AbortController()
    const provider = openaiCompatible({ baseURL: server.baseURL, apiKey: KEY, model: 'm' })
    const answer = stream(provider, 'q', { signal: controller.signal })
    controller.abort(new Error('mine'))
    expect((await failing(answer.response)).code).toBe('aborted')
    expect(server.requests).toEqual([])
    expect(listenersOf(controller.signal)).toBe(0)
  })

  test('10,000 calls on one signal leave no listener', { timeout: 120_000 }, async () => {
    const { signal } = new AbortController()
    const whole = replayFetch({
      body: '{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}',
    })
    const events = replayFetch({
      body: 'data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    })
    const make = (stub: typeof fetch) =>
      openaiCompatible({
        baseURL: 'http://server.test/v1',
        model: 'm',
        // Of the signals this stub sees, none may be the caller's own.
        fetch: (input, init) => {
          expect(init?.signal).not.toBe(signal)
          return stub(input, init)
        },
      })
    const [asked, streamed] = [make(whole), make(events)]
    const cut = make(replayFetch({ body: 'data: {}\n\n' }))
    let most = 0
    for (let round = 0; round < 100; round++) {
      const calls = Array.from({ length: 100 }, (_, index) => {
        if (index % 4 === 0) return ask(asked, 'q', { signal })
        if (index % 4 === 1) return stream(streamed, 'q', { signal }).response
        if (index % 4 === 2) return failing(stream(cut, 'q', { signal }).response)
        return (async () => {
          for await (const _ of stream(streamed, 'q', { signal }).textStream) break
        })()
      })
      most = Math.max(most, listenersOf(signal))
      await Promise.all(calls)
    }
    expect(most).toBeLessThanOrEqual(100)
    expect(listenersOf(signal)).toBe(0)
  })
})
