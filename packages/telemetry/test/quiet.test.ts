import { createClient, isAiuError } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { fakeProvider } from '@aiu/testing'
import {
  type ContextManager,
  context,
  type MeterProvider,
  metrics,
  ROOT_CONTEXT,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { NoopSpanProcessor, TracerProvider as SdkTracerProvider } from '@opentelemetry/sdk-trace'
import { expect, onTestFinished, test } from 'vitest'
import { telemetry } from '../src/index.ts'
import { otel } from './support/otel.ts'
import { refuse, upstream } from './support/upstream.ts'

const SCRIPT = [
  'one',
  { stream: ['t', 'wo'] },
  { error: 'rate-limit' },
  { stream: ['h'], error: 'server' },
] as const

/** The same four calls, each way a call can go. */
async function walk(layer = telemetry()): Promise<readonly unknown[]> {
  const ai = createClient(fakeProvider(SCRIPT), layer)
  const codeOf = (error: unknown): unknown => (isAiuError(error) ? error.code : error)
  return [
    (await ai.ask('q')).text,
    (await ai.stream('q').response).text,
    await ai.ask('q').catch(codeOf),
    await ai.stream('q').response.catch(codeOf),
  ]
}
const EXPECTED = ['one', 'two', 'rate-limit', 'server']

const thrower = (): never => {
  throw new Error('The SDK is broken.')
}
/** Everything it has throws when called; what `but` names does as it should. */
const broken = (but: object): never =>
  new Proxy(but, { get: (target, name) => Reflect.get(target, name) ?? thrower }) as never

test('without an SDK, and with none of its parts, calls are as without the layer', async () => {
  expect(await walk()).toEqual(EXPECTED)
})

const span = {
  isRecording: () => true,
  spanContext: () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }),
}
test.each<[what: string, tracerProvider: TracerProvider]>([
  ['getTracer', broken({})],
  ['startSpan', { getTracer: () => broken({}) }],
  ['a span', { getTracer: () => broken({ startSpan: () => broken({}) }) }],
  ['all of a span but what it is', { getTracer: () => broken({ startSpan: () => broken(span) }) }],
])('a tracer that throws in %s changes nothing', async (_, tracerProvider) => {
  expect(await walk(telemetry({ tracerProvider, content: true }))).toEqual(EXPECTED)
})

test.each<[what: string, meterProvider: MeterProvider]>([
  ['getMeter', broken({})],
  ['createHistogram', { getMeter: () => broken({}) }],
  [
    'record',
    { getMeter: () => broken({ createHistogram: () => broken({}), createCounter: () => broken({}) }) },
  ],
])('a meter that throws in %s changes nothing', async (_, meterProvider) => {
  const { spans, tracerProvider } = otel()
  expect(await walk(telemetry({ tracerProvider, meterProvider }))).toEqual(EXPECTED)
  expect(spans()).toHaveLength(4)
})

test.each<[what: string, manager: object]>([
  ['active', {}],
  ['with', { active: () => ROOT_CONTEXT }],
  [
    'with, when it is done',
    {
      active: () => ROOT_CONTEXT,
      with(_: unknown, step: () => unknown) {
        step()
        thrower()
      },
    },
  ],
])('a context manager that throws in %s changes nothing, and sends nothing twice', async (_, manager) => {
  context.setGlobalContextManager(broken({ disable: () => manager, ...manager }) as ContextManager)
  onTestFinished(() => context.disable())
  // The SDK's exporters stand on the manager themselves.
  let ends = 0
  const processor = new NoopSpanProcessor()
  processor.onEnd = () => void ends++
  const tracerProvider = new SdkTracerProvider({ spanProcessors: [processor] })
  expect(await walk(telemetry({ tracerProvider }))).toEqual(EXPECTED)
  expect(ends).toBe(4)
})

test('the global SDK is looked up at each call, not before', async () => {
  const { spans, metrics: measured, ...providers } = otel()
  const layer = telemetry()
  await walk(layer)
  trace.setGlobalTracerProvider(providers.tracerProvider)
  metrics.setGlobalMeterProvider(providers.meterProvider)
  onTestFinished(() => {
    trace.disable()
    metrics.disable()
  })
  await walk(layer)
  expect(spans()).toHaveLength(4)
  expect(Object.keys(await measured())).toContain('gen_ai.client.operation.duration')
  trace.disable()
  metrics.disable()
  const next = otel()
  metrics.setGlobalMeterProvider(next.meterProvider)
  await walk(layer)
  expect(spans()).toHaveLength(4)
  expect(Object.keys(await next.metrics())).toContain('gen_ai.client.operation.duration')
})

test('metrics alone, and spans alone', async () => {
  const { spans, metrics: measured, tracerProvider, meterProvider } = otel()
  expect(await walk(telemetry({ meterProvider }))).toEqual(EXPECTED)
  expect(spans()).toHaveLength(0)
  const durations = (await measured())['gen_ai.client.operation.duration']
  expect(durations?.length).toBeGreaterThan(1)
  expect(await walk(telemetry({ tracerProvider }))).toEqual(EXPECTED)
  expect(spans()).toHaveLength(4)
})

test('what the caller’s own onAttempt throws is not hidden from the others', async () => {
  const { span: one, ...providers } = otel()
  const server = await upstream((exchange) => refuse(exchange, 400, 'No.'))
  const ai = createClient(openaiCompatible({ baseURL: server.baseURL }), telemetry(providers))
  const told: string[] = []
  await ai.ask('q', { onAttempt: ({ outcome }) => void told.push(outcome) }).catch(() => {})
  await expect(ai.ask('q', { onAttempt: thrower })).rejects.toThrow('No.')
  expect(told).toEqual(['failed'])
  expect(one).toBeDefined()
})
