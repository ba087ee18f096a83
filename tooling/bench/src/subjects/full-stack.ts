import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { type AiClient, createClient, type Layer, type Price, type Provider } from '@aiu/core'
import { budget, deadline, heal, rateLimit, retry, timeout } from '@aiu/limits'
import { openaiCompatible } from '@aiu/openai-compatible'
import { createUsageTracker, usage } from '@aiu/usage'
import { once } from '../once.ts'
import type { Subject } from './subject.ts'

const price: Price = ({ inputTokens = 0, outputTokens = 0 }) => ({
  amount: (inputTokens + 4 * outputTokens) / 1e7,
  currency: 'USD',
  source: 'bench',
  lines: [],
})

const parts = {
  usage: () => usage(createUsageTracker({ price })),
  deadline: () => deadline(60_000),
  cache: () => cache(memoryStore()),
  budget: () => budget({ amount: 1e6, currency: 'USD', per: 'day', price }),
  heal: () => heal(),
  retry: () => retry(),
  rateLimit: () => rateLimit({ requests: 1e8, tokens: 1e11, concurrency: 1_000 }),
  timeout: () => timeout({ firstTokenMs: 20_000, idleMs: 10_000 }),
} satisfies Readonly<Record<string, () => Layer>>

type Name = keyof typeof parts

/** A client with some of the layers, asked another question each time, so that the cache never hits. */
function subject(names: readonly Name[], cache?: 'bypass'): Subject {
  const of = once((baseURL): AiClient<Provider> => {
    const provider = openaiCompatible({ baseURL, apiKey: 'sk-bench', model: 'gpt-4o-mini' })
    return createClient<Provider>(provider, ...names.map((name) => parts[name]()))
  })
  let asked = 0
  const next = (prompt: string): string => `${prompt} ${++asked}`
  return {
    generate: async (baseURL, prompt) => (await of(baseURL).ask(next(prompt), { cache })).text,
    stream: (baseURL, prompt) => of(baseURL).stream(next(prompt), { cache }).textStream,
  }
}

const all = Object.keys(parts) as Name[]
export const { generate, stream } = subject(all)
/** The same, where the cache is told to stand aside. */
export const bypassed = subject(all, 'bypass')
export const withoutCache = subject(all.filter((name) => name !== 'cache'))
/** Each alone. */
export const [
  onlyUsage,
  onlyDeadline,
  onlyCache,
  onlyBudget,
  onlyHeal,
  onlyRetry,
  onlyRateLimit,
  onlyTimeout,
] = all.map((name) => subject([name]))
