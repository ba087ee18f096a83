import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { createClient, type Layer } from '@aiu/core'
import { retry } from '@aiu/limits'
import { openaiCompatible } from '@aiu/openai-compatible'
import { fakeProvider } from '@aiu/testing'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import type { Histogram } from '@opentelemetry/sdk-metrics'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { expect, onTestFinished, test } from 'vitest'
import { telemetry } from '../src/index.ts'
import { otel } from './support/otel.ts'
import { piece, refuse, upstream } from './support/upstream.ts'

test('duration of calls, of requests, tokens and the time to a first piece', async () => {
  const { metrics, ...providers } = otel()
  const server = await upstream((exchange, time) =>
    time === 1 ? refuse(exchange, 503, 'Busy.', { 'retry-after-ms': '1' }) : false,
  )
  const port = Number(new URL(server.origin).port)
  const ai = createClient(
    openaiCompatible({ baseURL: server.baseURL, name: 'house', model: 'small' }),
    telemetry(providers),
    retry(),
  )
  await ai.ask('one')
  await ai.stream('two').response

  const told = await metrics()
  const about = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'house',
    'gen_ai.request.model': 'small',
    'gen_ai.response.model': 'served-1',
    'server.address': '127.0.0.1',
    'server.port': port,
  }
  const points = Object.fromEntries(
    Object.entries(told).map(([name, all]) => [
      name,
      all.map(({ attributes, value }) => ({ attributes, count: (value as Histogram).count })),
    ]),
  )
  expect(points['gen_ai.client.operation.duration']).toEqual([
    { attributes: { ...about, 'aiu.outcome': 'done' }, count: 2 },
  ])
  expect(points['gen_ai.client.operation.time_to_first_chunk']).toEqual([{ attributes: about, count: 1 }])
  expect(points['gen_ai.client.token.usage']).toEqual([
    { attributes: { ...about, 'gen_ai.token.type': 'input' }, count: 2 },
    { attributes: { ...about, 'gen_ai.token.type': 'output' }, count: 2 },
  ])
  expect(points['aiu.client.attempt.duration']).toEqual([
    {
      attributes: {
        ...about,
        // A refusal names no model; the one that was asked for stands.
        'gen_ai.response.model': 'small',
        'aiu.outcome': 'failed',
        'error.type': 'server',
      },
      count: 1,
    },
    { attributes: { ...about, 'aiu.outcome': 'done' }, count: 2 },
  ])
  const tokens = told['gen_ai.client.token.usage']?.map(({ value }) => (value as Histogram).sum)
  expect(tokens).toEqual([22, 14])
})

test('a hit is a call, but neither a request nor tokens nor money', async () => {
  const { metrics, spans, ...providers } = otel()
  const provider = fakeProvider([
    { text: 'a', usage: { inputTokens: 3, outputTokens: 2, source: 'provider' } },
  ])
  const priced: Layer = {
    name: 'usage',
    order: 20,
    async chat(request, next) {
      const response = await next(request)
      // As a vendor tells it, and as the cache gives it back.
      return { ...response, cost: { amount: 0.25, currency: 'USD', source: 'house', lines: [] } }
    },
  }
  const layer = cache(memoryStore())
  const ai = createClient(provider, telemetry(providers), priced, layer)
  await Promise.all([ai.ask('q'), ai.ask('q')])
  await layer.settled()
  await ai.ask('q')
  await ai.stream('q').response

  expect(spans().map(({ attributes }) => attributes['aiu.outcome'])).toEqual(['done', 'shared', 'hit', 'hit'])
  expect(spans()[0]?.attributes).toMatchObject({
    'gen_ai.usage.input_tokens': 3,
    'aiu.cost.amount': 0.25,
    'aiu.cost.currency': 'USD',
    'aiu.cost.source': 'house',
  })
  for (const hit of spans().slice(1)) {
    expect(hit.attributes).toMatchObject({ 'aiu.attempts': 0, 'aiu.saved.input_tokens': 3 })
    expect(hit.attributes['aiu.cost.amount'] ?? 0).toBe(0)
    expect(Object.keys(hit.attributes).filter((name) => name.startsWith('gen_ai.usage.'))).toEqual([])
    expect(hit.events).toMatchObject([
      {
        name: 'aiu.cache.hit',
        attributes: { 'aiu.cache.store': 'memory', 'aiu.cache.age': expect.any(Number) },
      },
    ])
  }
  const told = await metrics()
  const count = (name: string): number =>
    told[name]?.reduce((sum, { value }) => sum + (value as Histogram).count, 0) ?? 0
  expect(count('gen_ai.client.operation.duration')).toBe(4)
  expect(count('aiu.client.attempt.duration')).toBe(1)
  expect(count('gen_ai.client.token.usage')).toBe(2)
  expect(count('gen_ai.client.operation.time_to_first_chunk')).toBe(0)
  expect(told['aiu.client.cost']).toMatchObject([{ value: 0.25, attributes: { 'aiu.cost.currency': 'USD' } }])
})

test('what was estimated is on the span, and not in the metric', async () => {
  const { metrics, span, ...providers } = otel()
  const usage = { inputTokens: 3, outputTokens: 2, source: 'estimated' } as const
  await createClient(fakeProvider([{ text: 'a', usage }]), telemetry(providers)).ask('q')
  expect(span().attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 3, 'aiu.usage.source': 'estimated' })
  expect((await metrics())['gen_ai.client.token.usage'] ?? []).toEqual([])
})

test('Prometheus scrapes them, from the exporter of OpenTelemetry', async () => {
  const exporter = new PrometheusExporter({ preventServerStart: true })
  const meterProvider = new MeterProvider({ readers: [exporter] })
  onTestFinished(() => meterProvider.shutdown())
  const page = createServer((request, response) => exporter.getMetricsRequestHandler(request, response))
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void page.close())
  const server = await upstream(({ response }, time) => {
    if (time !== 2) return false
    response.setHeader('content-type', 'text/event-stream')
    response.end(piece('An '))
  })
  const ai = createClient(
    openaiCompatible({ baseURL: server.baseURL, name: 'house', model: 'small' }),
    telemetry({ meterProvider }),
  )
  await ai.ask('one')
  await ai.stream('two').response.catch(() => {})
  const reply = await fetch(`http://127.0.0.1:${(page.address() as AddressInfo).port}/metrics`)
  const told = (await reply.text()).split('\n')
  const figure = (name: string, ...labels: readonly string[]): string | undefined =>
    told
      .find((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
      ?.split(' ')
      .at(-1)
  const duration = 'gen_ai_client_operation_duration'
  expect(figure(`${duration}_count`, 'gen_ai_request_model="small"', 'aiu_outcome="done"')).toBe('1')
  expect(figure(`${duration}_count`, 'aiu_outcome="cut"', 'error_type="interrupted"')).toBe('1')
  expect(figure(`${duration}_bucket`, 'aiu_outcome="done"', 'le="81.92"')).toBe('1')
  expect(figure('gen_ai_client_token_usage_sum', 'gen_ai_token_type="input"')).toBe('11')
  expect(figure('aiu_client_attempt_duration_count', 'aiu_outcome="cut"')).toBe('1')
})
