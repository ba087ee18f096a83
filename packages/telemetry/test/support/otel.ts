import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { onTestFinished } from 'vitest'

/** The SDK with everything in memory. */
export function otel() {
  const spans = new InMemorySpanExporter()
  const tracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  })
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 })],
  })
  onTestFinished(async () => {
    await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()])
  })
  return {
    tracerProvider,
    meterProvider,
    spans: (): readonly ReadableSpan[] => spans.getFinishedSpans(),
    /** The only one. */
    span(): ReadableSpan {
      const [span, ...more] = spans.getFinishedSpans()
      if (!span || more[0]) throw new Error(`There are ${more.length + (span ? 1 : 0)} spans.`)
      return span
    },
    /** All that was exported, as text. */
    async text(): Promise<string> {
      await meterProvider.forceFlush()
      const told = spans
        .getFinishedSpans()
        .map(({ name, attributes, events, status, links }) => ({ name, attributes, events, status, links }))
      return JSON.stringify([told, metrics.getMetrics()])
    },
    /** What was measured, by instrument. */
    async metrics(): Promise<Readonly<Record<string, readonly DataPoint<Histogram | number>[]>>> {
      await meterProvider.forceFlush()
      const all =
        metrics
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? []
      return Object.fromEntries(
        all.map(({ descriptor, dataPoints }) => [
          descriptor.name,
          dataPoints as DataPoint<Histogram | number>[],
        ]),
      )
    },
  }
}

/** The active span goes through promises, as in an app that has set OpenTelemetry up. */
export function activeContexts(): void {
  const manager = new AsyncLocalStorageContextManager().enable()
  context.setGlobalContextManager(manager)
  onTestFinished(() => context.disable())
}

/** A span's events of a name, by their attributes. */
export const eventsOf = (span: ReadableSpan, name: string): readonly Record<string, unknown>[] =>
  span.events.filter((event) => event.name === name).map(({ attributes = {} }) => attributes)
