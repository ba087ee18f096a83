import { createClient, embed, wrap } from '@aiu/core'
import { openaiCompatible, openaiCompatibleEmbeddings } from '@aiu/openai-compatible'
import type { Histogram } from '@opentelemetry/sdk-metrics'
import * as conventions from '@opentelemetry/semantic-conventions/incubating'
import { expect, test } from 'vitest'
import { telemetry } from '../src/index.ts'
import { otel } from './support/otel.ts'
import { refuse, upstream } from './support/upstream.ts'

const exported = Object.entries(conventions).filter(([, value]) => typeof value === 'string')
const named = (start: string): ReadonlySet<unknown> =>
  new Set(exported.filter(([name]) => name.startsWith(start)).map(([, value]) => value))
const ATTRIBUTES = named('ATTR_')
const METRICS = named('METRIC_')
/** Replaced by others. */
const OLD = ['gen_ai.system', 'gen_ai.prompt', 'gen_ai.completion', 'gen_ai.usage.prompt_tokens']

/** A mixed load, content and all: what it told. */
async function load() {
  const { spans, metrics, ...providers } = otel()
  const server = await upstream((exchange, time) => (time === 3 ? refuse(exchange, 500, 'No.') : false))
  const layer = telemetry({ ...providers, content: true })
  const ai = createClient(openaiCompatible({ baseURL: server.baseURL, name: 'groq', model: 'small' }), layer)
  const all = {
    temperature: 1,
    topP: 1,
    maxTokens: 9,
    seed: 1,
    stop: ['x'],
    output: { mode: 'object' } as const,
  }
  await ai.ask('one', all)
  await ai.stream('two', all).response
  await ai.ask('three').catch(() => {})
  const vectors = openaiCompatibleEmbeddings({ baseURL: server.baseURL, model: 'vectors' })
  await embed(wrap(vectors, layer), ['a'], { dimensions: 4 })
  return { spans: spans(), metrics: await metrics() }
}

test('every attribute is one of the conventions’, or in the namespace of this project', async () => {
  const { spans, metrics } = await load()
  const names = new Set([
    ...spans.flatMap(({ attributes, events }) => [
      ...Object.keys(attributes),
      ...events.flatMap((event) => Object.keys(event.attributes ?? {})),
    ]),
    ...Object.values(metrics).flatMap((points) =>
      points.flatMap(({ attributes }) => Object.keys(attributes)),
    ),
  ])
  const standard = [...names].filter((name) => !name.startsWith('aiu.'))
  expect(standard.length).toBeGreaterThan(25)
  for (const name of standard) expect(ATTRIBUTES, name).toContain(name)
  for (const name of OLD) expect(names).not.toContain(name)
})

test('what they require is there, at creation where sampling may want it', async () => {
  const { spans, metrics } = await load()
  expect(spans).toHaveLength(4)
  for (const { attributes } of spans)
    expect(attributes).toMatchObject({
      [conventions.ATTR_GEN_AI_OPERATION_NAME]: expect.stringMatching(/^(chat|embeddings)$/),
      [conventions.ATTR_GEN_AI_PROVIDER_NAME]: expect.any(String),
      [conventions.ATTR_GEN_AI_REQUEST_MODEL]: expect.any(String),
      [conventions.ATTR_SERVER_ADDRESS]: '127.0.0.1',
      [conventions.ATTR_SERVER_PORT]: expect.any(Number),
    })
  expect(spans[0]?.attributes[conventions.ATTR_GEN_AI_PROVIDER_NAME]).toBe(
    conventions.GEN_AI_PROVIDER_NAME_VALUE_GROQ,
  )
  expect(spans[0]?.attributes[conventions.ATTR_GEN_AI_OUTPUT_TYPE]).toBe(
    conventions.GEN_AI_OUTPUT_TYPE_VALUE_JSON,
  )
  expect(spans.map(({ attributes }) => attributes[conventions.ATTR_GEN_AI_REQUEST_STREAM])).toEqual([
    undefined,
    true,
    undefined,
    undefined,
  ])
  for (const points of Object.values(metrics))
    for (const { attributes } of points)
      expect(attributes).toMatchObject({
        [conventions.ATTR_GEN_AI_OPERATION_NAME]: expect.any(String),
        [conventions.ATTR_GEN_AI_PROVIDER_NAME]: expect.any(String),
      })
})

test('operations and vendors are named by their words', () => {
  const values = new Set(exported.filter(([name]) => /_VALUE_/.test(name)).map(([, value]) => value))
  for (const word of ['chat', 'embeddings', 'generate_content', 'image', 'speech', 'text', 'json'])
    expect(values).toContain(word)
  for (const word of ['mistral_ai', 'x_ai', 'gcp.gemini', 'azure.ai.openai', 'groq', 'openai', 'cohere'])
    expect(named('GEN_AI_PROVIDER_NAME_VALUE_')).toContain(word)
})

test('the instruments are theirs, with the boundaries they advise', async () => {
  const { metrics } = await load()
  const standard = Object.keys(metrics).filter((name) => name.startsWith('gen_ai.'))
  expect(standard.sort()).toEqual([
    conventions.METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
    conventions.METRIC_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK,
    conventions.METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  ])
  for (const name of standard) expect(METRICS).toContain(name)
  const bounds = (name: string): readonly number[] | undefined =>
    (metrics[name]?.[0]?.value as Histogram | undefined)?.buckets.boundaries
  const doubled = (from: number, by: number): readonly number[] =>
    Array.from({ length: 14 }, (_, index) => Number((from * by ** index).toPrecision(12)))
  expect(bounds('gen_ai.client.operation.duration')).toEqual(doubled(0.01, 2))
  expect(bounds('gen_ai.client.operation.time_to_first_chunk')).toEqual(doubled(0.01, 2))
  expect(bounds('gen_ai.client.token.usage')).toEqual(doubled(1, 4))
})
