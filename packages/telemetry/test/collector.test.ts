import { createClient } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { loopbackServer } from '@aiu/testing/node'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { expect, onTestFinished, test } from 'vitest'
import { telemetry } from '../src/index.ts'
import { upstream } from './support/upstream.ts'

interface Exported {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string }
      readonly spans: readonly {
        readonly name: string
        readonly kind: number
        readonly attributes: readonly { readonly key: string; readonly value: object }[]
        readonly events: readonly { readonly name: string }[]
      }[]
    }[]
  }[]
}

test('a collector gets them over OTLP', async () => {
  const collector = await loopbackServer(({ response }) => {
    response.setHeader('content-type', 'application/json')
    response.end('{}')
  })
  onTestFinished(() => collector.close())
  const exporter = new OTLPTraceExporter({ url: `${collector.origin}/v1/traces` })
  const tracerProvider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] })
  onTestFinished(() => tracerProvider.shutdown())
  const server = await upstream()
  const ai = createClient(
    openaiCompatible({ baseURL: server.baseURL, model: 'small' }),
    telemetry({ tracerProvider, content: true }),
  )
  await ai.ask('Hello', { stop: ['END'] })
  await tracerProvider.forceFlush()

  const [request] = collector.requests
  expect(request).toMatchObject({ method: 'POST', path: '/v1/traces' })
  const { resourceSpans = [] } = (request?.body ?? {}) as Partial<Exported>
  const [scoped] = resourceSpans[0]?.scopeSpans ?? []
  expect(scoped?.scope.name).toBe('@aiu/telemetry')
  const [span] = scoped?.spans ?? []
  expect(span).toMatchObject({ name: 'chat small', kind: 3, events: [{ name: 'aiu.attempt' }] })
  const told = Object.fromEntries(span?.attributes.map(({ key, value }) => [key, value]) ?? [])
  expect(told).toMatchObject({
    'gen_ai.operation.name': { stringValue: 'chat' },
    'gen_ai.usage.input_tokens': { intValue: 11 },
    'gen_ai.request.stop_sequences': { arrayValue: { values: [{ stringValue: 'END' }] } },
    'gen_ai.input.messages': { stringValue: expect.stringContaining('Hello') },
  })
})
