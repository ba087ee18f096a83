import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  createClient,
  embed,
  generateImage,
  type ImageProvider,
  isAiuError,
  type Layer,
  listModels,
  type SpeechProvider,
  type TranscriptionProvider,
  wrap,
} from '@aiu/core'
import { fallback, retry } from '@aiu/limits'
import { openaiCompatible, openaiCompatibleEmbeddings } from '@aiu/openai-compatible'
import { fakeProvider } from '@aiu/testing'
import {
  DiagConsoleLogger,
  diag,
  type MeterProvider,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
} from '@opentelemetry/api'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { telemetry } from '../src/index.ts'
import { eventsOf, otel } from './support/otel.ts'
import { piece, refuse, upstream } from './support/upstream.ts'

test('a chat: a client span with its request, answer, usage and attempt', async () => {
  const { span, ...providers } = otel()
  const server = await upstream()
  const ai = createClient(openaiCompatible({ baseURL: server.baseURL, model: 'small' }), telemetry(providers))
  await ai.ask('Hello', { temperature: 0.5, maxTokens: 50, seed: 7, stop: ['END'], tags: { team: 'blue' } })

  const { name, kind, attributes, status, events } = span()
  const port = Number(new URL(server.origin).port)
  expect([name, kind, status]).toEqual(['chat small', SpanKind.CLIENT, { code: SpanStatusCode.UNSET }])
  expect(attributes).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': `127.0.0.1:${port}`,
    'gen_ai.request.model': 'small',
    'server.address': '127.0.0.1',
    'server.port': port,
    'gen_ai.request.max_tokens': 50,
    'gen_ai.request.temperature': 0.5,
    'gen_ai.request.seed': 7,
    'gen_ai.request.stop_sequences': ['END'],
    'gen_ai.response.id': 'chatcmpl-1',
    'gen_ai.response.model': 'served-1',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 11,
    'gen_ai.usage.output_tokens': 7,
    'gen_ai.usage.cache_read.input_tokens': 4,
    'gen_ai.usage.reasoning.output_tokens': 3,
    'aiu.provider': `127.0.0.1:${port}`,
    'aiu.operation': 'chat',
    'aiu.call.id': `${span().spanContext().traceId}-${span().spanContext().spanId}`,
    'aiu.tag.team': 'blue',
    'aiu.outcome': 'done',
    'aiu.attempts': 1,
  })
  expect(events.map((event) => event.name)).toEqual(['aiu.attempt'])
})

test('a stream: one span, from its first read to its finish, with the time to its first piece', async () => {
  const { span, spans, ...providers } = otel()
  const server = await upstream()
  const ai = createClient(openaiCompatible({ baseURL: server.baseURL, model: 'small' }), telemetry(providers))
  const stream = ai.stream('Hello')
  await new Promise(setImmediate)
  expect(spans()).toEqual([])
  let text = ''
  for await (const piece of stream.textStream) text += piece
  expect(text).toBe('An answer.')
  expect(span()).toMatchObject({ name: 'chat small', kind: SpanKind.CLIENT })
  expect(span().attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.stream': true,
    'gen_ai.response.id': 'chatcmpl-1',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.output_tokens': 7,
    'gen_ai.response.time_to_first_chunk': expect.any(Number),
    'aiu.operation': 'stream',
    'aiu.outcome': 'done',
  })
  expect(eventsOf(span(), 'aiu.attempt')).toMatchObject([
    { 'aiu.attempt.number': 1, 'aiu.attempt.time_to_first_chunk': expect.any(Number) },
  ])
})

test('a stream that nobody reads has no span, and neither has one that is left before', async () => {
  const { spans, ...providers } = otel()
  const server = await upstream()
  const provider = wrap(openaiCompatible({ baseURL: server.baseURL, model: 'small' }), telemetry(providers))
  createClient(provider).stream('Hello').cancel()
  const events = provider.stream({ messages: [{ role: 'user', content: 'Hello' }] })[Symbol.asyncIterator]()
  expect(await events.return?.()).toEqual({ value: undefined, done: true })
  expect(await events.next()).toEqual({ value: undefined, done: true })
  expect([spans().length, server.requests.length]).toEqual([0, 0])
})

test('retries are events, and the call that got through is no error', async () => {
  const { span, ...providers } = otel()
  const server = await upstream((exchange, time) =>
    time < 3 ? refuse(exchange, 503, 'Busy.', { 'retry-after-ms': '1' }) : false,
  )
  const ai = createClient(
    openaiCompatible({ baseURL: server.baseURL, model: 'small' }),
    telemetry(providers),
    retry(),
  )
  await ai.ask('Hello')
  expect(span().status.code).toBe(SpanStatusCode.UNSET)
  expect(span().attributes).toMatchObject({ 'aiu.attempts': 3, 'aiu.outcome': 'done' })
  const failed = { 'aiu.outcome': 'failed', 'error.type': 'server', 'gen_ai.request.model': 'small' }
  expect(eventsOf(span(), 'aiu.attempt')).toMatchObject([
    { 'aiu.attempt.number': 1, ...failed },
    { 'aiu.attempt.number': 2, ...failed },
    { 'aiu.attempt.number': 3, 'aiu.outcome': 'done', 'gen_ai.usage.input_tokens': 11 },
  ])
})

test('a failure: the code as error.type, the status of HTTP, and no words of the server', async () => {
  const { span, text, ...providers } = otel()
  const server = await upstream((exchange) =>
    refuse(exchange, 429, 'You asked "What is in my diary?" too often.', { 'x-request-id': 'req-1' }),
  )
  const ai = createClient(openaiCompatible({ baseURL: server.baseURL, model: 'small' }), telemetry(providers))
  const error = await ai.ask('Hello').catch((thrown: unknown) => thrown)
  expect(isAiuError(error, 'rate-limit')).toBe(true)
  expect(span().status).toEqual({ code: SpanStatusCode.ERROR, message: '' })
  expect(span().attributes).toMatchObject({
    'error.type': 'rate-limit',
    'http.response.status_code': 429,
    'aiu.error.vendor_code': 'odd_code',
    'aiu.error.request_id': 'req-1',
    'aiu.outcome': 'failed',
  })
  expect(await text()).not.toContain('diary')
})

test('an error of foreign code is of the type _OTHER', async () => {
  const { span, ...providers } = otel()
  const broken: Layer = { name: 'broken', call: () => Promise.reject(new TypeError('x')) }
  await expect(
    wrap(fakeProvider(['a']), telemetry(providers), broken).chat({ messages: [] }),
  ).rejects.toThrow('x')
  expect(span().attributes).toMatchObject({ 'error.type': '_OTHER', 'aiu.outcome': 'failed' })
})

test('every end of a stream is one span', async () => {
  const { spans, ...providers } = otel()
  const server = await upstream(({ response, socket }, time) => {
    if (time === 1) return false
    response.setHeader('content-type', 'text/event-stream')
    response.write(piece('An '))
    if (time === 2) setTimeout(() => socket.destroy(), 5)
  })
  const ai = createClient(openaiCompatible({ baseURL: server.baseURL, model: 'small' }), telemetry(providers))
  await ai.stream('whole').response
  await ai.stream('cut').response.catch(() => {})
  for await (const _ of ai.stream('left')) break
  const cancelled = ai.stream('cancelled')
  await cancelled[Symbol.asyncIterator]().next()
  cancelled.cancel()
  const controller = new AbortController()
  const aborted = ai.stream('aborted', { signal: controller.signal })
  await aborted[Symbol.asyncIterator]().next()
  controller.abort()
  await aborted.response.catch(() => {})

  expect(spans().map(({ attributes }) => attributes['aiu.outcome'])).toEqual([
    'done',
    'cut',
    'aborted',
    'aborted',
    'aborted',
  ])
  expect(spans().map(({ attributes }) => attributes['error.type'])).toEqual([
    undefined,
    'interrupted',
    undefined,
    undefined,
    undefined,
  ])
  expect(spans().map(({ status }) => status.code)).toEqual([0, 2, 0, 0, 0])
  for (const span of spans()) {
    expect(span.attributes).toMatchObject({ 'gen_ai.response.model': 'served-1', 'aiu.attempts': 1 })
    expect(eventsOf(span, 'aiu.attempt')).toHaveLength(1)
  }
})

test('a stream that its reader forgets halfway ends when it is collected, as of its last event', async () => {
  const { spans, span, ...providers } = otel()
  const server = await upstream(({ response }) => {
    response.setHeader('content-type', 'text/event-stream')
    response.write(piece('An '))
  })
  const ai = createClient(openaiCompatible({ baseURL: server.baseURL, model: 'small' }), telemetry(providers))
  const begin = async (): Promise<void> => {
    await ai.stream('Hello')[Symbol.asyncIterator]().next()
  }
  await begin()
  const begunBy = performance.timeOrigin + performance.now()
  await new Promise((resolve) => setTimeout(resolve, 60))
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await vi.waitFor(
    () => {
      collect()
      expect(spans()).toHaveLength(1)
    },
    { timeout: 120_000, interval: 20 },
  )
  expect(span().attributes).toMatchObject({ 'aiu.outcome': 'aborted' })
  const [seconds, nanos] = span().endTime
  expect(seconds * 1000 + nanos / 1e6).toBeLessThan(begunBy + 30)
})

test('other operations have the conventions’ words, and name what comes out', async () => {
  const { spans, ...providers } = otel()
  const server = await upstream()
  const layer = telemetry(providers)
  await embed(
    wrap(openaiCompatibleEmbeddings({ baseURL: server.baseURL, model: 'vectors' }), layer),
    ['a', 'b'],
    { dimensions: 8 },
  )
  await listModels(wrap(openaiCompatible({ baseURL: server.baseURL }), layer))
  const studio: ImageProvider & TranscriptionProvider & SpeechProvider = {
    name: 'studio',
    generateImage: async () => ({ images: [Uint8Array.of(1)], usage: { images: 1, source: 'provider' } }),
    transcribe: async () => ({ text: 'words', segments: [], usage: { audioSeconds: 3, source: 'provider' } }),
    async *speak() {
      yield { type: 'start', mediaType: 'audio/wav' }
      yield { type: 'finish', usage: { characters: 5, source: 'counted' } }
    },
  }
  const provider = wrap(studio, layer)
  await generateImage(provider, 'a cat', { n: 2, model: 'painter' })
  await provider.transcribe({ audio: Uint8Array.of(1), model: 'ears' })
  for await (const _ of provider.speak({ text: 'hello', model: 'voice' }));

  expect(spans().map(({ name }) => name)).toEqual([
    'embeddings vectors',
    'list_models',
    'generate_content painter',
    'generate_content ears',
    'generate_content voice',
  ])
  expect(spans().map(({ attributes }) => attributes)).toMatchObject([
    { 'gen_ai.embeddings.dimension.count': 8, 'gen_ai.usage.input_tokens': 5, 'aiu.operation': 'embed' },
    { 'aiu.operation': 'listModels' },
    { 'gen_ai.output.type': 'image', 'gen_ai.request.choice.count': 2, 'aiu.usage.images': 1 },
    { 'gen_ai.output.type': 'text', 'aiu.usage.audio_seconds': 3 },
    { 'gen_ai.output.type': 'speech', 'aiu.usage.characters': 5, 'aiu.usage.source': 'counted' },
  ])
})

test.each([
  ['https://api.openai.com/v1', undefined, 'openai', 'api.openai.com', 443],
  ['https://api.groq.com/openai/v1', 'fast', 'groq', 'api.groq.com', 443],
  ['https://house.openai.azure.com/openai/v1', undefined, 'azure.ai.openai', 'house.openai.azure.com', 443],
  ['https://proxy.test:8443/v1', 'mistral', 'mistral_ai', 'proxy.test', 8443],
  ['http://proxy.test/v1', 'xai', 'x_ai', 'proxy.test', 80],
  ['http://[::1]:9/v1', 'house', 'house', '::1', 9],
])('%s named %s is the provider %s', async (baseURL, given, provider, address, port) => {
  const { span, ...providers } = otel()
  const model = wrap(
    openaiCompatible({ baseURL, name: given, fetch: () => Promise.reject(new TypeError('off')) }),
    telemetry(providers),
  )
  await createClient(model)
    .ask('Hello')
    .catch(() => {})
  expect(span().attributes).toMatchObject({
    'gen_ai.provider.name': provider,
    'server.address': address,
    'server.port': port,
    'aiu.provider': model.name,
  })
})

test('of several providers, the span tells the one that answered', async () => {
  const { span, ...providers } = otel()
  const [bad, good] = await Promise.all([upstream((exchange) => refuse(exchange, 500, 'No.')), upstream()])
  const ai = createClient(
    fallback(
      openaiCompatible({ baseURL: bad.baseURL, name: 'bad', model: 'one' }),
      openaiCompatible({ baseURL: good.baseURL, name: 'good', model: 'two' }),
    ),
    telemetry(providers),
  )
  await ai.ask('Hello')
  expect(span().attributes).toMatchObject({
    'gen_ai.provider.name': 'good',
    'gen_ai.request.model': 'two',
    'server.port': Number(new URL(good.origin).port),
    'aiu.provider': 'fallback(bad, good)',
    'aiu.attempts': 2,
  })
  expect(eventsOf(span(), 'aiu.attempt')).toMatchObject([
    { 'gen_ai.provider.name': 'bad', 'error.type': 'server' },
    { 'gen_ai.provider.name': 'good', 'aiu.outcome': 'done' },
  ])
})

test('reasoning that a vendor leaves out of the output is counted in, since it is billed', async () => {
  const { span, ...providers } = otel()
  const usage = { inputTokens: 291, outputTokens: 26, reasoningTokens: 196, totalTokens: 513 }
  const provider = fakeProvider([{ text: 'a', usage: { ...usage, source: 'provider' } }])
  await createClient(provider, telemetry(providers)).ask('Hello')
  expect(span().attributes).toMatchObject({
    'gen_ai.usage.input_tokens': 291,
    'gen_ai.usage.output_tokens': 222,
    'gen_ai.usage.reasoning.output_tokens': 196,
  })
})

test('a thousand calls at once, with a thousand spans, each its own', async () => {
  const { spans, ...providers } = otel()
  const answers = Array.from({ length: 1000 }, (_, index) => `answer ${index}`)
  const ai = createClient(fakeProvider(answers), telemetry(providers))
  await Promise.all(
    answers.map((_, index) =>
      index % 2
        ? ai.ask('q', { tags: { index: `${index}` } })
        : ai.stream('q', { tags: { index: `${index}` } }).response,
    ),
  )
  expect(new Set(spans().map(({ attributes }) => attributes['aiu.tag.index'])).size).toBe(1000)
  expect(new Set(spans().map((span) => span.spanContext().spanId)).size).toBe(1000)
  for (const span of spans()) expect(eventsOf(span, 'aiu.attempt')).toHaveLength(1)
})

test('tags are bounded', async () => {
  const { span, ...providers } = otel()
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}`, 'x'.repeat(1000)]))
  await createClient(fakeProvider(['a']), telemetry(providers)).ask('Hello', { tags })
  const told = Object.entries(span().attributes).filter(([name]) => name.startsWith('aiu.tag.'))
  expect(told).toHaveLength(16)
  for (const [, value] of told) expect(value).toHaveLength(256)
})

test('a provider that is none is refused at once', () => {
  expect(() => telemetry({ tracerProvider: {} as TracerProvider })).toThrow('tracerProvider has no getTracer')
  expect(() => telemetry({ meterProvider: {} as MeterProvider })).toThrow('meterProvider has no getMeter')
})

test('askings of one call have one id, and the later ones say so', async () => {
  const { spans, ...providers } = otel()
  const ai = createClient(fakeProvider(['no json', '{"n":1}']), telemetry(providers))
  await ai.askJson('q', z.object({ n: z.number() }))
  const told = spans().map(({ attributes }) => attributes)
  expect(told.map((one) => one['aiu.again'])).toEqual([undefined, 're-asked'])
  expect(told[0]?.['aiu.call.id']).toBe(told[1]?.['aiu.call.id'])
  expect(told.map((one) => one['gen_ai.output.type'])).toEqual(['json', 'json'])
})

test('an attempt that ends after its call is measured, and not written into a span that is over', async () => {
  const { span, metrics, ...providers } = otel()
  const waiting: (() => void)[] = []
  const late: Layer = {
    name: 'late',
    call(_, request, next) {
      const { onAttempt } = request
      return next({ ...request, onAttempt: (attempt) => void waiting.push(() => onAttempt?.(attempt)) })
    },
  }
  await wrap(fakeProvider(['a']), telemetry(providers), late).chat({ messages: [] })
  expect(span().attributes).toMatchObject({ 'aiu.attempts': 0 })
  const warnings: unknown[] = []
  diag.setLogger(Object.assign(new DiagConsoleLogger(), { warn: (word: string) => warnings.push(word) }))
  onTestFinished(() => diag.disable())
  for (const tell of waiting) tell()
  expect(warnings).toEqual([])
  expect(span().events).toEqual([])
  expect((await metrics())['aiu.client.attempt.duration']).toHaveLength(1)
})
