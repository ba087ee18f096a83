import {
  type Counter,
  createNoopMeter,
  type Histogram,
  type MeterProvider,
  metrics,
} from '@opentelemetry/api'

export const SCOPE = '@aiu/telemetry'

// As the conventions advise.
const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864]

export interface Instruments {
  /** Of calls. */
  readonly duration: Histogram
  readonly firstChunk: Histogram
  readonly tokens: Histogram
  /** Of requests that went upstream. */
  readonly attempt: Histogram
  readonly cost: Counter
}

/** The instruments of the provider given, or of the global one at the time; `undefined` where nobody would take what they measure. */
export function instruments(given: MeterProvider | undefined): () => Instruments | undefined {
  let from: MeterProvider | undefined
  let made: Instruments | undefined
  return () => {
    const provider = given ?? metrics.getMeterProvider()
    if (provider === from) return made
    from = provider
    made = undefined
    const meter = provider.getMeter(SCOPE)
    if (meter === createNoopMeter()) return
    const histogram = (name: string, description: string, unit: string, bounds: number[]): Histogram =>
      meter.createHistogram(name, { description, unit, advice: { explicitBucketBoundaries: bounds } })
    made = {
      duration: histogram('gen_ai.client.operation.duration', 'GenAI operation duration.', 's', SECONDS),
      firstChunk: histogram(
        'gen_ai.client.operation.time_to_first_chunk',
        'Time to receive the first chunk of a stream.',
        's',
        SECONDS,
      ),
      tokens: histogram(
        'gen_ai.client.token.usage',
        'Number of input and output tokens used.',
        '{token}',
        TOKENS,
      ),
      attempt: histogram(
        'aiu.client.attempt.duration',
        'Duration of a request that went upstream.',
        's',
        SECONDS,
      ),
      cost: meter.createCounter('aiu.client.cost', {
        description: 'What answered calls cost.',
        unit: '{currency}',
      }),
    }
    return made
  }
}
