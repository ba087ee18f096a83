// What it cost
import type { Cost, Usage } from '@aiu/core'
import { ai, tracker } from './04-stack.ts'

const rows = await tracker.totals({ by: ['day', 'model'], since: '7d' })
for (const { day, model, calls, inputTokens, outputTokens, cost, saved } of rows)
  console.log(day, model, calls, inputTokens, outputTokens, cost, saved)
const { calls } = await tracker.totals()
calls satisfies number

const answer = await ai.ask('Hello')
answer.usage satisfies Usage | undefined // { inputTokens: 12, outputTokens: 40, cachedInputTokens: undefined, source: 'provider' }
answer.cost satisfies Cost | undefined // { amount: 0.00021, currency: 'USD', priceDate: '2026-11-01', source: '...', lines: [...] }
