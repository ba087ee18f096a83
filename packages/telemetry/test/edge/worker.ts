// Runs inside workerd, with the SDK of OpenTelemetry in it.
import { createClient, type Provider } from '@aiu/core'
import { telemetry } from '@aiu/telemetry'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

const provider: Provider = {
  name: 'edge',
  baseURL: 'http://edge.test',
  defaultModel: 'edge-1',
  chat: async () => ({ parts: [{ type: 'text', text: 'answer' }], finishReason: 'stop' }),
  async *stream() {
    yield { type: 'text', text: 'answer' }
    yield { type: 'finish', finishReason: 'stop' }
  },
}

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const exporter = new InMemorySpanExporter()
    const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
    const layer = pathname === '/bare' ? telemetry() : telemetry({ tracerProvider, content: true })
    const ai = createClient(provider, layer)
    const texts = [(await ai.ask('q')).text, (await ai.stream('q').response).text]
    for await (const _ of ai.stream('q')) break
    await tracerProvider.forceFlush()
    const spans = exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes['aiu.outcome']])
    return Response.json({ texts, spans, process: typeof Reflect.get(globalThis, 'process') })
  },
}
