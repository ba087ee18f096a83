import {
  type AnyProvider,
  createClient,
  type EmbeddingProvider,
  type ImageProvider,
  type Layer,
  type ModelListProvider,
  type Provider,
  readAnswer,
  tool,
} from '@aiu/core'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { answering, streaming, textEvents } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { failing } from '../support/failing.ts'

const both = (): Provider => ({ ...answering('{"a":1}'), stream: streaming(textEvents('a', 'b')).stream })
const able = (): Provider & EmbeddingProvider & ModelListProvider & ImageProvider => ({
  ...both(),
  embed: async ({ input }) => ({ embeddings: input.map((text) => [text.length]) }),
  listModels: async () => ({ models: [{ id: 'm' }] }),
  generateImage: async ({ prompt, n = 1 }) => ({
    images: Array.from({ length: n }, () => new TextEncoder().encode(prompt)),
  }),
})

describe('the verbs', () => {
  test('of a chat', async () => {
    const ai = createClient(both())
    expect((await ai.ask('q')).text).toBe('{"a":1}')
    expect(await collect(ai.stream('q').textStream)).toEqual(['a', 'b'])
    expect((await ai.askMany(['q', 'r']).settled).map(({ ok }) => ok)).toEqual([true, true])
    expect((await ai.askJson('q', z.object({ a: z.number() }))).value).toEqual({ a: 1 })
    const clock = tool({ name: 'clock', input: z.object({}), run: () => 12 })
    expect((await ai.runTools('q', [clock]).response).text).toBe('ab')
  })

  test('of what else the provider can do', async () => {
    const ai = createClient(able())
    expect((await ai.embed(['one', 'three'])).embeddings).toEqual([[3], [5]])
    expect((await ai.embed('one')).embeddings).toEqual([[3]])
    expect(await ai.listModels()).toEqual([{ id: 'm' }])
    expect((await ai.generateImage('cat', { n: 2 })).images).toHaveLength(2)
  })

  test('go through the layers', async () => {
    const seen: string[] = []
    const layer: Layer = {
      name: 'look',
      call: (operation, request, next) => {
        seen.push(operation)
        return next(request)
      },
      iterate: (operation, request, next) => {
        seen.push(operation)
        return next(request)
      },
    }
    const ai = createClient(able(), layer)
    await ai.ask('q')
    await ai.stream('q').response
    await ai.embed('a')
    await ai.listModels()
    await ai.generateImage('cat')
    expect(seen).toEqual(['chat', 'stream', 'embed', 'listModels', 'generateImage'])
  })

  test('can be taken out of it', async () => {
    const { ask, stream } = createClient(both())
    expect((await ask('q')).text).toBe('{"a":1}')
    expect((await stream('q').response).text).toBe('ab')
  })
})

describe('what a provider known only at run time lacks', () => {
  test.each([
    ['embed', (ai: ReturnType<typeof createClient<AnyProvider>>) => ai.embed('a')],
    ['listModels', (ai: ReturnType<typeof createClient<AnyProvider>>) => ai.listModels()],
    ['generateImage', (ai: ReturnType<typeof createClient<AnyProvider>>) => ai.generateImage('a')],
  ])('%s is unsupported; the message says what it can', async (verb, call) => {
    const lacking: AnyProvider = { ...both(), embed: undefined } as never
    for (const ai of [createClient<AnyProvider>(lacking), createClient(lacking, { name: 'layer' })]) {
      const error = await failing(call(ai))
      expect(error).toMatchObject({ code: 'unsupported', name: 'UnsupportedError', provider: 'fake' })
      expect(error.message).toBe(`fake cannot ${verb}. It can: chat, stream.`)
    }
  })
})

describe('what is refused before anything is sent', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['no text to embed', () => createClient(able()).embed([])],
    ['an empty one', () => createClient(able()).embed(['a', ''])],
    ['none at all', () => createClient(able()).embed(undefined as never)],
    ['what is no text', () => createClient(able()).embed([5] as never)],
    ['an empty prompt of an image', () => createClient(able()).generateImage(' ')],
    ['none of an image', () => createClient(able()).generateImage(undefined as never)],
  ])('%s', async (_, call) => {
    expect((await failing(call())).code).toBe('invalid-request')
  })
})

test('client.provider is the provider with its layers', async () => {
  const inner = able()
  expect(createClient(inner).provider).toBe(inner)
  const { provider } = createClient(inner, { name: 'layer' })
  expect([provider.name, 'embed' in provider, 'speak' in provider]).toEqual(['fake', true, false])
})

test('layers in a harmful order are refused', () => {
  const layers: Layer[] = [
    { name: 'retry', order: 70 },
    { name: 'cache', order: 40 },
  ]
  expect(() => createClient(both(), ...layers)).toThrow(
    expect.objectContaining({
      code: 'configuration',
      message: expect.stringContaining('put cache before it'),
    }),
  )
})

test('its streams can be a reply', async () => {
  const reply = createClient(both())
    .stream('q')
    .toResponse({ status: 202, headers: { 'x-mine': '1' } })
  expect([reply.status, reply.headers.get('content-type'), reply.headers.get('x-mine')]).toEqual([
    202,
    'text/event-stream',
    '1',
  ])
  const events = await collect(readAnswer(reply))
  expect(events.map(({ type }) => type)).toEqual(['start', 'text', 'text', 'finish'])
})
