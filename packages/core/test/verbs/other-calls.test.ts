import {
  AiuError,
  type Attempt,
  type EmbeddingProvider,
  embed,
  generateImage,
  type ImageProvider,
  listModels,
  type ModelListProvider,
  type SpeakEvent,
  type SpeechProvider,
  wrap,
} from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { usage } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { failing } from '../support/failing.ts'
import { listeners } from '../support/signals.ts'

type All = EmbeddingProvider & ModelListProvider & ImageProvider
const able = (fail?: unknown): All & { readonly requests: unknown[] } => {
  const requests: unknown[] = []
  const answer = async <T>(request: unknown, result: T): Promise<T> => {
    requests.push(request)
    if (fail) throw fail
    return result
  }
  return {
    name: 'able',
    defaultModel: 'm0',
    requests,
    embed: (request) => answer(request, { embeddings: request.input.map(() => [1]), usage }),
    listModels: (request) => answer(request, { models: [{ id: 'm0' }] }),
    generateImage: (request) => answer(request, { images: [new URL('http://a.test/1.png')], usage }),
  }
}
const verbs = [
  ['embed', (provider: All, options?: object) => embed(provider, ['a', 'b'], options)],
  ['listModels', (provider: All, options?: object) => listModels(provider, options)],
  ['generateImage', (provider: All, options?: object) => generateImage(provider, 'A cat', options)],
] as const

describe.each(verbs)('%s', (operation, call) => {
  test.each([
    ['bare', (provider: All) => provider],
    ['wrapped', (provider: All) => wrap(provider)],
  ])('is one attempt, told as it ends: %s', async (_, make) => {
    const attempts: Attempt[] = []
    const onAttempt = (attempt: Attempt): void => void attempts.push(attempt)
    await call(make(able()), { onAttempt })
    await call(make(able(new AiuError('server', 'Down.'))), { onAttempt }).catch(() => {})
    expect(attempts).toMatchObject([
      { operation, provider: 'able', outcome: 'done' },
      { operation, provider: 'able', outcome: 'failed', code: 'server' },
    ])
  })

  test('a foreign error is told as ours', async () => {
    const cause = new Error('a bug')
    expect(await failing(call(able(cause)))).toMatchObject({ code: 'malformed', cause })
  })

  test('a signal that fired before: nothing is sent; no listener is left after', async () => {
    const provider = able()
    expect((await failing(call(provider, { signal: AbortSignal.abort() }))).code).toBe('aborted')
    expect(provider.requests).toEqual([])
    const { signal } = new AbortController()
    await call(provider, { signal })
    expect([provider.requests.length, listeners(signal)]).toEqual([1, 0])
  })
})

test('embed has its vectors and the base', async () => {
  const provider = able()
  expect(await embed(provider, ['a', 'b'], { dimensions: 1, model: 'm' })).toMatchObject({
    embeddings: [[1], [1]],
    provider: 'able',
    model: 'm',
    usage,
    warnings: [],
    attempts: [{ outcome: 'done', usage }],
    timing: { totalMs: expect.any(Number) },
  })
  expect(provider.requests).toMatchObject([{ input: ['a', 'b'], dimensions: 1, model: 'm' }])
})

test('generateImage has its images and the base', async () => {
  expect(await generateImage(able(), 'A cat', { size: '1x1' })).toMatchObject({
    images: [new URL('http://a.test/1.png')],
    provider: 'able',
    model: 'm0',
    usage,
  })
})

test('an operation of other packages goes through the same rings', async () => {
  const events: SpeakEvent[] = [
    { type: 'start', mediaType: 'audio/mpeg' },
    { type: 'bytes', bytes: new Uint8Array([1]) },
    { type: 'finish', usage },
  ]
  const speaker: SpeechProvider = {
    name: 'speaker',
    async *speak() {
      yield* events
    },
  }
  const seen: string[] = []
  const wrapped = wrap(speaker, {
    name: 'look',
    iterate(operation, request, next) {
      seen.push(operation)
      return next(request)
    },
  })
  const attempts: Attempt[] = []
  const told = await collect(
    wrapped.speak({ text: 'Hi', voice: 'v', onAttempt: (attempt) => attempts.push(attempt) }),
  )
  expect(told).toMatchObject([
    ...events.slice(0, 2),
    { type: 'finish', provider: 'speaker', usage, warnings: [] },
  ])
  expect(seen).toEqual(['speak'])
  expect(attempts).toMatchObject([{ operation: 'speak', outcome: 'done', usage }])
})
