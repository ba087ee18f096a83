import { layerContract } from '@aiu/testing'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { telemetry } from '../src/index.ts'

/** A span's end is the end told. */
const recorded = (ended: () => void): TracerProvider => {
  const exporter = new InMemorySpanExporter()
  const processor = new SimpleSpanProcessor({ exporter })
  processor.onEnd = ended
  return new TracerProvider({ spanProcessors: [processor] })
}

layerContract('telemetry', (ended) => telemetry({ tracerProvider: recorded(ended), content: true }), {
  looks: true,
  changes: ['callId', 'onAttempt'],
})
layerContract('telemetry without an SDK', () => telemetry())
