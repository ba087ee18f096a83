import { createClient, type Layer } from '@aiu/core'
import { retry } from '@aiu/limits'
import { openaiCompatible } from '@aiu/openai-compatible'
import { fakeProvider } from '@aiu/testing'
import { context, trace } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'
import { telemetry } from '../src/index.ts'
import { activeContexts, otel } from './support/otel.ts'
import { refuse, upstream } from './support/upstream.ts'

const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId

test('what is done for a call has its span as parent: requests, retries, and all pulls of a stream', async () => {
  activeContexts()
  const { spans, tracerProvider, meterProvider } = otel()
  const tracer = tracerProvider.getTracer('app')
  const server = await upstream((exchange, time) =>
    time % 2 ? refuse(exchange, 503, 'Busy.', { 'retry-after-ms': '1' }) : false,
  )
  const ai = createClient(
    openaiCompatible({
      baseURL: server.baseURL,
      name: 'house',
      model: 'small',
      // As an instrumented fetch does.
      async fetch(...given) {
        const span = tracer.startSpan('POST')
        const reply = await fetch(...given)
        span.end()
        return reply
      },
    }),
    telemetry({ tracerProvider, meterProvider }),
    retry(),
  )
  await tracer.startActiveSpan('handler', async (handler) => {
    await ai.ask('one')
    for await (const _ of ai.stream('two')) trace.getActiveSpan()?.addEvent('read')
    await ai.stream('three').response
    handler.end()
  })
  const [handler] = spans().filter(({ name }) => name === 'handler')
  const calls = spans().filter(({ name }) => name === 'chat small')
  const requests = spans().filter(({ name }) => name === 'POST')
  expect([calls.length, requests.length]).toEqual([3, 6])
  for (const call of calls) {
    expect(call.parentSpanContext?.spanId).toBe(idOf(handler))
    const inner = requests.filter(({ parentSpanContext }) => parentSpanContext?.spanId === idOf(call))
    expect(inner).toHaveLength(2)
  }
  // The reader's own code stays in the reader's span.
  expect(handler?.events.filter(({ name }) => name === 'read').length).toBeGreaterThan(2)
})

test('the span is active already where a stream is made', async () => {
  activeContexts()
  const { span, ...providers } = otel()
  const active: (string | undefined)[] = []
  const look: Layer = {
    name: 'look',
    stream(request, next) {
      active.push(trace.getActiveSpan()?.spanContext().spanId)
      return next(request)
    },
  }
  await createClient(fakeProvider(['a']), telemetry(providers), look).stream('q').response
  expect(active).toEqual([idOf(span())])
})

test('a given context without a manager: spans all the same, each a root', async () => {
  const { span, ...providers } = otel()
  const server = await upstream()
  await createClient(openaiCompatible({ baseURL: server.baseURL }), telemetry(providers)).ask('one')
  expect(span().name).toBe('chat')
  expect(span().parentSpanContext).toBeUndefined()
  expect(context.active()).toBeDefined()
})
