import { AiuError, type CallOptions, type Endpoint, type Layer, type Operation } from '@aiu/core'
import {
  type Context,
  context,
  type MeterProvider,
  ROOT_CONTEXT,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { instruments, SCOPE } from './instruments.ts'
import { recordedAnswer } from './recorded-answer.ts'
import { recordedEvents } from './recorded-events.ts'
import { type Recording, record } from './recording.ts'
import type { Desk } from './sheet.ts'
import { targets } from './target.ts'
import { quietly } from './within.ts'

export interface TelemetryOptions {
  /** Also tell what was asked and answered, tool calls and error messages among it; what looks like a key is redacted. Default false. */
  readonly content?: boolean | undefined
  /** Default: the global one, looked up at each call. */
  readonly tracerProvider?: TracerProvider | undefined
  /** Default: the global one, looked up at each call. */
  readonly meterProvider?: MeterProvider | undefined
}

/**
 * A span for each call, with each request that went upstream and each cache hit as an event, and metrics, by OpenTelemetry's GenAI
 * conventions. A stream's span is from its first read to its end, whatever that is. Whatever the OpenTelemetry SDK throws changes no
 * answer; without one, next to nothing is done.
 *
 * @throws AiuError `configuration`: `tracerProvider` or `meterProvider` is none.
 * @example const ai = createClient(provider, telemetry(), retry())
 */
export function telemetry(options: TelemetryOptions = {}): Layer {
  const { content = false, tracerProvider, meterProvider } = options
  if (tracerProvider && typeof tracerProvider.getTracer !== 'function')
    throw new AiuError('configuration', 'telemetry: tracerProvider has no getTracer.')
  if (meterProvider && typeof meterProvider.getMeter !== 'function')
    throw new AiuError('configuration', 'telemetry: meterProvider has no getMeter.')

  const desk: Desk = {
    content,
    tracer: () => (tracerProvider ?? trace.getTracerProvider()).getTracer(SCOPE),
    instruments: instruments(meterProvider),
    target: targets(),
  }
  const begin = <Q extends CallOptions>(
    operation: Operation,
    request: Q,
    endpoint: Endpoint,
    parent = here(),
  ): Recording<Q> | undefined => quietly(() => record(desk, operation, request, endpoint, parent))
  const watch = recordedEvents()

  return {
    name: 'telemetry',
    order: 10,
    call(operation, request, next, endpoint) {
      const call = begin(operation, request, endpoint)
      return call ? recordedAnswer(call, next) : next(request)
    },
    iterate(operation, request, next, endpoint) {
      const parent = here()
      return watch(() => begin(operation, request, endpoint, parent), request, next)
    },
  }
}

/** Where the caller stands. */
const here = (): Context => quietly(() => context.active()) ?? ROOT_CONTEXT
