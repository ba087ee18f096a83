import { createClient } from '@aiu/core'
import { telemetry } from '@aiu/telemetry'
import { fakeProvider } from '@aiu/testing'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'

test('in a page: a span for each call and stream', async () => {
  const exporter = new InMemorySpanExporter()
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  const ai = createClient(
    fakeProvider(['one', { stream: ['t', 'wo'] }, { error: 'rate-limit' }]),
    telemetry({ tracerProvider, content: true }),
  )
  expect((await ai.ask('q')).text).toBe('one')
  expect((await ai.stream('q').response).text).toBe('two')
  await expect(ai.ask('q')).rejects.toThrow()
  await tracerProvider.forceFlush()
  expect(exporter.getFinishedSpans().map(({ attributes }) => attributes['aiu.outcome'])).toEqual([
    'done',
    'done',
    'failed',
  ])
})

test('in a page without an SDK: answers alone', async () => {
  const ai = createClient(fakeProvider(['one', { stream: ['t', 'wo'] }]), telemetry())
  expect((await ai.ask('q')).text).toBe('one')
  expect((await ai.stream('q').response).text).toBe('two')
})
