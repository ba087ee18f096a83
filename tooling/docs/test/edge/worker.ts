// Runs inside workerd. Every factory of the packages that run everywhere is called where the module is evaluated: what draws at random,
// sets a timer or sends a request there keeps the worker from starting.
import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { createClient, image, observe, wrap } from '@aiu/core'
import * as kit from '@aiu/core/layer-kit'
import { groq } from '@aiu/groq'
import {
  budget,
  capabilityMemory,
  deadline,
  fallback,
  heal,
  hedge,
  memoryLimits,
  rateLimit,
  retry,
  route,
  timeout,
} from '@aiu/limits'
import { ollama } from '@aiu/ollama'
import { openai } from '@aiu/openai'
import { openaiCompatible, openaiCompatibleEmbeddings } from '@aiu/openai-compatible'
import * as presets from '@aiu/openai-compatible/presets'
import { costOf, prices } from '@aiu/prices'
import { telemetry } from '@aiu/telemetry'
import { createUsageTracker, memoryUsage, processUsage, usage } from '@aiu/usage'

const apiKey = 'made-up'
const model = 'm'
const own = openaiCompatible({ baseURL: 'http://up.test/v1', apiKey, model })
const providers = [
  own,
  openai({ apiKey, model }),
  groq({ apiKey, model }),
  ollama({ model }),
  ...Object.values(presets)
    .filter((factory) => typeof factory === 'function')
    .filter((factory) => factory !== presets.fromPreset)
    .map((factory) => (factory as typeof presets.vllm)({ apiKey, model })),
]
const tracker = createUsageTracker({ price: costOf, store: memoryUsage() })
const whole = createClient(
  own,
  telemetry(),
  usage(tracker),
  deadline(60_000),
  cache(memoryStore()),
  budget({ amount: 1, currency: 'tokens', per: 'day' }),
  heal(capabilityMemory()),
  retry(),
  rateLimit({ requests: 5, store: memoryLimits() }),
  timeout({ idleMs: 1_000 }),
)
const made = [
  ...providers,
  whole,
  openaiCompatibleEmbeddings({ baseURL: 'http://up.test/v1', apiKey, model }),
  fallback(...(providers as [typeof own, ...(typeof own)[]])),
  route({ strategy: 'weighted' }, own),
  route({ strategy: 'least-busy' }, own),
  hedge({ afterMs: 100 }, own, own),
  wrap(own, observe({ name: 'log' })),
  image(new Uint8Array(1)),
  prices({}),
  processUsage(),
  kit.wrapStream({ open: () => own.stream({ messages: [] }) }),
]

export default {
  fetch: async (): Promise<Response> =>
    Response.json({ made: made.filter(Boolean).length, all: made.length }),
}
