// A stack, read from the top as a request goes down
import { cache } from '@aiu/cache'
import { redisStore } from '@aiu/cache-redis'
import { createClient, wrap } from '@aiu/core'
import { groq } from '@aiu/groq'
import { budget, deadline, fallback, rateLimit, retry, timeout } from '@aiu/limits'
import { openai } from '@aiu/openai'
import { costOf } from '@aiu/prices'
import { createUsageTracker, usage } from '@aiu/usage'
import { sqliteUsage } from '@aiu/usage-sqlite'
import { url } from './given.ts'

export const tracker = createUsageTracker({ store: sqliteUsage({ path: 'usage.sqlite' }), price: costOf })

// A provider made of providers.
const either = fallback(
  wrap(
    openai({ model: 'gpt-6-luna' }),
    retry(),
    rateLimit({ requests: 500, tokens: 200_000, perMs: 60_000 }),
    timeout({ firstTokenMs: 10_000, idleMs: 5_000 }),
  ),
  wrap(groq({ model: 'openai/gpt-oss-120b' }), retry()),
)

export const ai = createClient(
  either,
  usage(tracker),
  deadline(60_000),
  cache(redisStore({ url }), { ttlMs: 3_600_000 }),
  budget({ amount: 5, currency: 'USD', per: 'day', price: costOf }),
)

await ai.listModels() // both can
