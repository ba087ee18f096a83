// What must not compile, each with its reason. Nothing here is run.

import { speak, transcribe } from '@aiu/audio'
import { cache } from '@aiu/cache'
import {
  type AiClient,
  type AiuError,
  type AnyProvider,
  type Attempt,
  ask,
  askJson,
  askMany,
  type CacheStore,
  type CanBeSent,
  type ChatRequest,
  type ChatResponse,
  createClient,
  embed,
  generateImage,
  image,
  isAiuError,
  type Layer,
  listModels,
  type Message,
  observe,
  type Provider,
  runTools,
  stream,
  tool,
  type Usage,
  wrap,
} from '@aiu/core'
import { type GroqProvider, groq, groqAudio } from '@aiu/groq'
import { fallback, hedge, route } from '@aiu/limits'
import { type OpenAIProvider, openai, openaiAudio } from '@aiu/openai'
import { openaiCompatible } from '@aiu/openai-compatible'
import { lmStudio, openRouter } from '@aiu/openai-compatible/presets'
import { createUsageTracker } from '@aiu/usage'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import Keyv from 'keyv'
import * as v from 'valibot'
import { expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import * as zm from 'zod/mini'

declare const mine: Provider
declare const any: AnyProvider
const g = groq({ apiKey: 'k' })
const o = openai({ apiKey: 'k' })
const compatible = openaiCompatible({ baseURL: 'http://127.0.0.1:1' })

test('a verb that the provider lacks', () => {
  // @ts-expect-error groq cannot embed
  createClient(g).embed('x')
  // @ts-expect-error a plain provider lists no models
  createClient(mine).listModels()
  // @ts-expect-error the functions likewise
  embed(g, 'x')
  // @ts-expect-error a plain provider lists no models
  listModels(mine)
  // @ts-expect-error groq makes no images
  generateImage(g, 'a cat')
  // @ts-expect-error nor does the client
  createClient(g).generateImage('a cat')
  // @ts-expect-error an OpenAI-style server makes none either
  createClient(compatible).generateImage('a cat')
  // @ts-expect-error groq's sound has a factory of its own
  speak(g, 'hello')
  // @ts-expect-error whisper does not speak
  speak(groqAudio(), 'hello')
  // @ts-expect-error what only hears cannot be asked
  createClient(groqAudio())
  // @ts-expect-error nor by the function
  ask(openaiAudio(), 'x')

  expectTypeOf(createClient(o).embed).toBeFunction()
  expectTypeOf(createClient(compatible).listModels).toBeFunction()
  // known only at run time: all verbs
  expectTypeOf(createClient(any)).toEqualTypeOf<AiClient>()
  expectTypeOf<AiClient>().toHaveProperty('embed')
})

test('providers made of providers can do what all of them can', () => {
  // @ts-expect-error what one of two lacks, both lack
  createClient(fallback(o, g)).embed('x')
  // @ts-expect-error in any order
  createClient(hedge({ afterMs: 100 }, g, o)).generateImage('x')
  // @ts-expect-error sound has a factory of its own
  transcribe(fallback(o, g), new Uint8Array())
  // @ts-expect-error nothing to choose from
  fallback()
  // @ts-expect-error a hedge is of two at least
  hedge({ afterMs: 1 }, g)
  // @ts-expect-error a layer is no provider
  fallback(cache(new Keyv()))
  // @ts-expect-error no such strategy
  route({ strategy: 'random' }, o, g)

  expectTypeOf(createClient(fallback(o, o))).toHaveProperty('embed')
  expectTypeOf(createClient(fallback(o, g))).toHaveProperty('listModels')
})

test('unknown and misspelled options', () => {
  // @ts-expect-error maxTokens
  ask(g, 'x', { max_tokens: 5 })
  // @ts-expect-error temperature, on the client too
  createClient(g).ask('x', { temprature: 1 })
  // @ts-expect-error and on a stream
  stream(g, 'x', { maxtokens: 1 })
  // @ts-expect-error a text is no number
  ask(g, 'x', { temperature: '0.5' })
  // @ts-expect-error messages are the prompt, not an option
  ask(g, 'x', { messages: [] })
  // @ts-expect-error the option of another vendor
  ask(g, 'x', { extra: { store: true } })
  // @ts-expect-error a wrong value of the vendor's own
  ask(g, 'x', { extra: { service_tier: 'priority' } })
  // @ts-expect-error groq's option at openai
  createClient(o).ask('x', { extra: { reasoning_format: 'raw' } })
  // @ts-expect-error no such way to use the cache
  ask(g, 'x', { cache: 'yes' })
  // @ts-expect-error tags are texts
  ask(g, 'x', { tags: { user: 7 } })
  // @ts-expect-error concurrency
  askMany(g, ['x'], { parallel: 8 })
  // @ts-expect-error an option of askMany alone
  ask(g, 'x', { concurrency: 8 })
  // @ts-expect-error baseURL
  openaiCompatible({ baseUrl: 'x' })
  // @ts-expect-error there is no default server
  openaiCompatible({ model: 'm' })
  // @ts-expect-error apiKey
  groq({ key: 'k' })
  // @ts-expect-error an option of OpenRouter alone
  lmStudio({ referer: 'https://app.test' })

  openRouter({ apiKey: 'k', model: 'openrouter/auto', referer: 'https://app.test', title: 'App' })
  createClient(o).ask('x', { extra: { service_tier: 'priority' }, model: 'gpt-6-luna' })
  ask(g, 'x', { signal: undefined, temperature: undefined })
  ask(g, 'x', { model: 'a-model-of-tomorrow' })
})

test('messages and their parts', () => {
  // @ts-expect-error no such role
  const _1: Message = { role: 'bot', content: 'x' }
  // @ts-expect-error a system message has no parts
  const _2: Message = { role: 'system', content: [image(new Uint8Array())] }
  // @ts-expect-error a user calls no tool
  const _3: Message = { role: 'user', content: [{ type: 'tool-call', id: '1', name: 'x', arguments: '{}' }] }
  // @ts-expect-error what a tool gave is a part, not a text
  const _4: Message = { role: 'tool', content: 'rain' }
  // @ts-expect-error the vendor's word for it is not ours
  const _5: Message = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }
  // @ts-expect-error a bare string stands among a user's parts only
  const _6: Message = { role: 'assistant', content: ['x'] }
  // @ts-expect-error a number is no prompt
  ask(g, 5)
  // @ts-expect-error one message is no conversation
  ask(g, { role: 'user', content: 'x' })
  // @ts-expect-error an address is a URL, not a text
  image('https://example.test/cat.png')
  // @ts-expect-error no such detail
  image(new Uint8Array(), { detail: 'best' })

  ask(g, [
    { role: 'user', content: ['x', image(new URL('https://example.test/cat.png'), { detail: 'low' })] },
  ])
})

test('schemas that cannot say themselves', async () => {
  const Plain = v.object({ total: v.number() })
  // @ts-expect-error plain valibot: wrap it in toStandardJsonSchema()
  askJson(g, 'x', Plain)
  // @ts-expect-error on the client too
  createClient(g).askJson('x', Plain)
  // @ts-expect-error nor can zod/mini
  askJson(g, 'x', zm.object({ total: zm.number() }))
  // @ts-expect-error a JSON Schema has no types
  askJson(g, 'x', { type: 'object' })
  // @ts-expect-error half a pair
  askJson(g, 'x', { schema: Plain })
  // @ts-expect-error a tool's input likewise
  tool({ name: 'w', input: v.object({ city: v.string() }), run: () => '' })
  // @ts-expect-error nor zod/mini
  tool({ name: 'w', input: zm.object({ city: zm.string() }), run: () => '' })
  // @ts-expect-error a tool has a name
  tool({ input: z.object({}), run: () => '' })
  // @ts-expect-error and something it does
  tool({ name: 'w', input: z.object({}) })
  // @ts-expect-error tools come before options
  runTools(g, 'x', { maxSteps: 3 })

  // and the message names the converter
  type Missing = CanBeSent<typeof Plain> extends { '~standard': { jsonSchema: infer Words } } ? Words : never
  expectTypeOf<Missing>().toExtend<`${string}toStandardJsonSchema()${string}{ schema, jsonSchema }${string}`>()
  expectTypeOf<Missing>().not.toBeNever()

  const { value } = await askJson(g, 'x', { schema: Plain, jsonSchema: {} })
  // @ts-expect-error not in the schema
  value.sum
})

test('askJson and tool infer what the schema gives out', async () => {
  const ai = createClient(g)
  const Total = v.object({ total: v.number() })
  expectTypeOf((await ai.askJson('x', z.object({ total: z.number() }))).value).toEqualTypeOf<{
    total: number
  }>()
  expectTypeOf((await ai.askJson('x', type({ total: 'number' }))).value).toEqualTypeOf<{ total: number }>()
  expectTypeOf((await ai.askJson('x', toStandardJsonSchema(Total))).value).toEqualTypeOf<{ total: number }>()
  expectTypeOf((await ai.askJson('x', { schema: Total, jsonSchema: {} })).value).toEqualTypeOf<{
    total: number
  }>()
  // the output, where it differs from the input
  expectTypeOf(
    (
      await askJson(
        g,
        'x',
        z.string().transform((text) => text.length),
      )
    ).value,
  ).toEqualTypeOf<number>()
  const dated = v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  )
  expectTypeOf(
    (await askJson(g, 'x', { schema: dated, jsonSchema: { type: 'string' } })).value,
  ).toEqualTypeOf<Date>()
  expectTypeOf(await ai.askJson('x', z.string())).toExtend<ChatResponse>()

  tool({
    name: 'w',
    input: z.object({ city: z.string() }),
    run: ({ city }) => expectTypeOf(city).toEqualTypeOf<string>(),
  })
  tool({
    name: 'w',
    input: type({ n: 'number' }),
    run: ({ n }, { signal }) => (signal.aborted ? 0 : n.toFixed()),
  })
  tool({
    name: 'w',
    input: toStandardJsonSchema(v.object({ city: v.string() })),
    // @ts-expect-error not in the schema
    run: ({ town }) => town,
  })
})

test('layers', () => {
  // @ts-expect-error a layer has a name
  const _1: Layer = { call: (_operation, request, next) => next(request) }
  // @ts-expect-error the answer is not the layer's to leave out
  const _2: Layer = { name: 'x', chat: async (request, next) => void (await next(request)) }
  // @ts-expect-error a hook that is none
  const _3: Layer = { name: 'x', chatt: (request: never, next: (request: never) => never) => next(request) }
  // @ts-expect-error a stream is passed on as a stream
  const _4: Layer = { name: 'x', stream: async (request, next) => next(request) }
  // @ts-expect-error what the hook passes on is a request
  const _5: Layer = { name: 'x', chat: (_request, next) => next('x') }
  const _6: Layer = {
    name: 'x',
    chat(request, next) {
      // @ts-expect-error a request is not changed in place
      request.model = 'm'
      return next(request)
    },
  }
  // @ts-expect-error a provider is no layer
  wrap(g, o)
  observe({
    name: 'x',
    // @ts-expect-error an observer changes nothing
    call: () => undefined,
  })

  const counted: Layer = {
    name: 'counted',
    async call(operation, request, next, endpoint) {
      const response = await next({ ...request, tags: { operation, at: endpoint.name } })
      expectTypeOf(response.usage).toEqualTypeOf<Usage | undefined>()
      expectTypeOf(response.attempts).toEqualTypeOf<readonly Attempt[]>()
      return response
    },
  }
  wrap(g, counted)
})

test('what goes into wrap comes out', () => {
  const layer: Layer = { name: 'x' }
  expectTypeOf(wrap(o)).toEqualTypeOf<OpenAIProvider>()
  expectTypeOf(wrap(g, layer)).toEqualTypeOf<GroqProvider>()
  expectTypeOf(wrap(wrap(compatible, layer), layer)).toEqualTypeOf(compatible)
  expectTypeOf(createClient(o, layer).provider).toEqualTypeOf<OpenAIProvider>()
  // the vendor's own options too
  createClient(wrap(g, layer), layer).ask('x', { extra: { reasoning_format: 'raw' } })
  // @ts-expect-error no more than went in
  wrap(g, layer).embed
  // @ts-expect-error and no other vendor's options
  createClient(wrap(g, layer)).ask('x', { extra: { store: true } })
  class Own implements Provider {
    readonly name = 'own'
    readonly region: string = 'eu'
    chat = mine.chat
    stream = mine.stream
  }
  expectTypeOf(wrap(new Own(), layer).region).toEqualTypeOf<string>()
})

test('providers', () => {
  // @ts-expect-error no stream
  const _1: Provider = { name: 'x', chat: async () => ({ parts: [], finishReason: 'stop' }) }
  const _2: Provider = {
    ...mine,
    // @ts-expect-error a vendor's word for the end
    chat: async () => ({ parts: [], finishReason: 'tool_calls' }),
  }
  // @ts-expect-error nobody's name
  const _3: Provider = { chat: mine.chat, stream: mine.stream }
  const _4: Provider = {
    ...mine,
    // @ts-expect-error an error is thrown, never an event
    async *stream() {
      yield { type: 'error', message: 'x' }
    },
  }
  const _5: Provider = {
    ...mine,
    // @ts-expect-error text is a part
    chat: async () => ({ text: 'x', finishReason: 'stop' }),
  }
  // @ts-expect-error a figure that nobody told is absent, not null
  const _6: Usage = { inputTokens: null, source: 'provider' }
  // @ts-expect-error a figure says where it comes from
  const _7: Usage = { inputTokens: 1 }

  expectTypeOf<ChatRequest>().toExtend<Parameters<Provider['chat']>[0]>()
})

test('answers and errors', async () => {
  const response = await ask(g, 'x')
  // @ts-expect-error an answer is not changed
  response.text = 'y'
  // @ts-expect-error usage may be unknown
  response.usage.inputTokens
  // @ts-expect-error so may the cost
  response.cost.amount

  const error = new Error() as unknown
  if (isAiuError(error)) {
    // @ts-expect-error no such code
    if (error.code === 'ratelimit') return
    expectTypeOf(error.retryAfterMs).toEqualTypeOf<number | undefined>()
    expectTypeOf(error.partial?.text).toEqualTypeOf<string | undefined>()
  }
  // @ts-expect-error nor here
  isAiuError(error, 'ratelimit')
  if (isAiuError(error, 'rate-limit')) expectTypeOf(error.code).toEqualTypeOf<'rate-limit'>()
  expectTypeOf<AiuError>().toExtend<Error>()
  for await (const item of askMany(g, ['x'])) {
    // @ts-expect-error only one that went well has a response
    item.response.text
    if (item.ok) expectTypeOf(item.response).toEqualTypeOf<ChatResponse>()
    else expectTypeOf(item.error).toEqualTypeOf<AiuError>()
  }
})

test('stores and trackers', async () => {
  // @ts-expect-error a store deletes, too
  const _1: CacheStore = { get: () => undefined, set: () => undefined, clear: () => undefined }
  // @ts-expect-error an array is no store
  cache([])
  const _2: CacheStore = new Keyv()
  // @ts-expect-error a Map's entries are not what a store's are
  const _3: CacheStore = new Map()

  const tracker = createUsageTracker()
  // @ts-expect-error no such column
  tracker.totals({ by: ['weekday'] })
  const [row] = await tracker.totals({ by: ['day', 'tag:user'] })
  expectTypeOf(row?.day).toEqualTypeOf<string | undefined>()
  expectTypeOf(row?.['tag:user']).toEqualTypeOf<string | undefined>()
  // @ts-expect-error not asked for
  row?.model
})
