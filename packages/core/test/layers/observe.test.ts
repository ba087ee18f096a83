import {
  AiuError,
  ask,
  type CallEnded,
  type CallStarted,
  type EmbeddingProvider,
  embed,
  type Layer,
  type Observer,
  observe,
  type Provider,
  stream,
  wrap,
} from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { answering, streaming, textEvents, usage } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { failing } from '../support/failing.ts'
import { settled } from '../support/turns.ts'

const watching = (more?: Partial<Observer>) => {
  const started: CallStarted[] = []
  const ended: CallEnded[] = []
  const layer = observe({
    name: 'watch',
    start: (call) => void started.push(call),
    end: (call) => void ended.push(call),
    ...more,
  })
  return { started, ended, layer }
}
const down = new AiuError('server', 'Down.')

describe('an observer is told once for each call', () => {
  test('ask, done', async () => {
    const { started, ended, layer } = watching()
    await ask(wrap(answering('x'), layer), 'q', { model: 'm' })
    expect(started).toMatchObject([
      { operation: 'chat', request: { model: 'm' }, endpoint: { name: 'fake' } },
    ])
    expect(ended).toMatchObject([
      {
        operation: 'chat',
        response: { provider: 'fake', model: 'm', usage, attempts: [{ outcome: 'done' }] },
      },
    ])
    expect(ended[0]?.error).toBeUndefined()
  })

  test('ask, failed', async () => {
    const { ended, layer } = watching()
    await failing(
      ask(
        wrap(
          answering(() => Promise.reject(down)),
          layer,
        ),
        'q',
      ),
    )
    expect(ended).toMatchObject([{ operation: 'chat', error: { code: 'server' } }])
    expect(ended[0]?.response).toBeUndefined()
  })

  test('stream, done: by a loop and by its response', async () => {
    const { started, ended, layer } = watching()
    await collect(stream(wrap(streaming(textEvents('x')), layer), 'q'))
    await stream(wrap(streaming(textEvents('x')), layer), 'q').response
    expect(started).toHaveLength(2)
    const end = {
      operation: 'stream',
      response: {
        provider: 'fake',
        model: 'model-1',
        usage,
        timing: { totalMs: expect.any(Number) },
        attempts: [{ outcome: 'done' }],
      },
    }
    expect(ended).toMatchObject([end, end])
    expect(ended.map(({ error }) => error)).toEqual([undefined, undefined])
  })

  test('stream, failed', async () => {
    const { ended, layer } = watching()
    await failing(stream(wrap(streaming([down]), layer), 'q').response)
    expect(ended).toMatchObject([{ operation: 'stream', error: { code: 'server' } }])
  })

  test('stream, cut', async () => {
    const { ended, layer } = watching()
    await failing(stream(wrap(streaming([]), layer), 'q').response)
    expect(ended).toMatchObject([{ error: { code: 'interrupted' } }])
  })

  test('stream, left', async () => {
    const { ended, layer } = watching()
    for await (const _ of stream(wrap(streaming(textEvents('a', 'b')), layer), 'q')) break
    await settled()
    expect(ended).toMatchObject([{ error: { code: 'aborted' } }])
  })

  test('every other operation', async () => {
    const { ended, layer } = watching()
    const vectors: EmbeddingProvider = { name: 'v', embed: async () => ({ embeddings: [[1]] }) }
    await embed(wrap(vectors, layer), 'a')
    expect(ended).toMatchObject([{ operation: 'embed', response: { provider: 'v', model: '' } }])
  })

  test.each<[string, Layer]>([
    ['rejects', { name: 'in', call: () => Promise.reject(new Error('a bug')) }],
    [
      'throws at once',
      {
        name: 'in',
        call() {
          throw new Error('a bug')
        },
        iterate() {
          throw new Error('a bug')
        },
      },
    ],
  ])('a layer further in that %s', async (_, inner) => {
    const { started, ended, layer } = watching()
    const provider: Provider = wrap({ ...answering('x'), stream: streaming([down]).stream }, layer, inner)
    await failing(ask(provider, 'q'))
    await failing(stream(provider, 'q').response)
    expect(started).toHaveLength(2)
    expect(ended).toMatchObject([{ error: { code: 'malformed' } }, { error: { name: expect.any(String) } }])
  })
})

test('an observer that throws changes nothing', async () => {
  const bug = (): never => {
    throw new Error('a bug in the log')
  }
  const { layer } = watching({ start: bug, end: bug })
  expect((await ask(wrap(answering('x'), layer), 'q')).text).toBe('x')
  expect((await stream(wrap(streaming(textEvents('x')), layer), 'q').response).text).toBe('x')
  expect(
    (
      await failing(
        ask(
          wrap(
            answering(() => Promise.reject(down)),
            layer,
          ),
          'q',
        ),
      )
    ).code,
  ).toBe('server')
})

test('several observers: each once, none in the other’s way', async () => {
  const all = [watching(), watching(), watching(), watching()]
  const provider = wrap(streaming(textEvents('a', 'b')), ...all.map(({ layer }) => layer))
  await stream(provider, 'q').response
  for await (const _ of stream(provider, 'q')) break
  await settled()
  for (const { ended } of all)
    expect(ended.map(({ error }) => error?.code ?? 'done')).toEqual(['done', 'aborted'])
})

test('an observer may have a place in the order', () => {
  expect(() =>
    wrap(answering('x'), { name: 'cache', order: 40 }, observe({ name: 'spans', order: 10 })),
  ).toThrow('cache stands around spans')
})
