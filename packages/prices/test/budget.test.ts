import { AiuError, createClient, isAiuError, type Provider } from '@aiu/core'
import { budget, memoryLimits, retry } from '@aiu/limits'
import { openai } from '@aiu/openai'
import { costOf, estimateCost, prices } from '@aiu/prices'
import { replayFetch } from '@aiu/testing'
import { createUsageTracker, usage } from '@aiu/usage'
import { expect, test } from 'vitest'
import { billionths } from './support.ts'

/** A vendor's answer of so many tokens, whatever is asked. */
const answer = (input: number, output: number, more: object = {}) => ({
  body: JSON.stringify({
    id: 'c',
    model: 'gpt-4.1-2025-04-14',
    choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output, ...more },
  }),
})
type Reply = Parameters<typeof replayFetch>[0]

/** A client with a purse, and what has been reserved and settled, in billionths. */
function purse(reply: Reply, amount: number, price = costOf) {
  const store = memoryLimits()
  const reserved: number[] = []
  const settled: number[] = []
  const watched: typeof store = {
    ...store,
    reserve(key, request) {
      reserved.push(...Object.values(request.units))
      return store.reserve(key, request)
    },
    settle(id, used) {
      settled.push(...Object.values(used))
      return store.settle(id, used)
    },
  }
  const provider = openai({ apiKey: 'sk-none', model: 'gpt-4.1', api: 'chat', fetch: replayFetch(reply) })
  const money = budget({ amount, currency: 'USD', per: 'day', price, store: watched })
  return { ai: createClient(provider, money, retry({ attempts: 1 })), reserved, settled }
}

test('reserves the most it may cost, and settles what it did cost', async () => {
  const { ai, reserved, settled } = purse(answer(1_000, 500), 1)
  await ai.ask('Hello', { maxTokens: 1_000 })
  // A token for each byte of it and a frame, below 200 of them, and 1,000 for the answer at 8,000 each.
  expect(reserved).toHaveLength(1)
  expect(reserved[0]).toBeGreaterThan(8_000_000 + 100 * 2_000)
  expect(reserved[0]).toBeLessThan(8_000_000 + 200 * 2_000)
  // 1,000 x 2,000 + 500 x 8,000, by the name that the server gave the model.
  expect(settled).toEqual([6_000_000])
})

test('cached tokens and a cost that the vendor told are settled as told', async () => {
  const cached = purse(answer(1_000, 500, { prompt_tokens_details: { cached_tokens: 1_000 } }), 1)
  await cached.ai.ask('Hello', { maxTokens: 1_000 })
  // 1,000 x 500 + 500 x 8,000
  expect(cached.settled).toEqual([4_500_000])
  const told = purse(answer(1_000, 500, { cost: 0.012_345 }), 1)
  const { cost } = await told.ai.ask('Hello', { maxTokens: 1_000 })
  expect(cost).toMatchObject({ source: 'provider', amount: 0.012_345 })
  expect(told.settled).toEqual([12_345_000])
})

test('what may cost more than is left is not sent', async () => {
  const { ai, settled } = purse(answer(100_000, 5), 0.21)
  await ai.ask('Hello', { maxTokens: 100 })
  // 100,000 x 2,000 + 5 x 8,000
  expect(settled).toEqual([200_040_000])
  const refused = await ai.ask('Hello', { maxTokens: 2_000 }).catch((error: unknown) => error)
  expect(isAiuError(refused, 'budget-exceeded')).toBe(true)
  expect(settled).toHaveLength(1)
})

test('a model without a price is refused, unless the app has one', async () => {
  const refused = await purse(answer(1, 1), 1)
    .ai.ask('Hello', { model: 'gpt-6-moon' })
    .catch((error: unknown) => error)
  expect(isAiuError(refused, 'configuration')).toBe(true)
  const own = prices({ own: [{ model: 'gpt-*', perMillion: { input: 1, output: 1 } }] })
  const { ai, settled } = purse(answer(600, 400), 1, own)
  await ai.ask('Hello', { model: 'gpt-6-moon' })
  expect(settled).toEqual([billionths(0.001)])
})

test('a budget reserves what estimateCost says: gpt-6-luna writes a question into its cache for more than it reads it', async () => {
  const { ai, reserved } = purse(answer(10, 5), 1)
  await ai.ask('Hello', { maxTokens: 100, model: 'gpt-6-luna' })
  const endpoint = { name: 'openai', baseURL: 'https://api.openai.com/v1' }
  const request = {
    model: 'gpt-6-luna',
    messages: [{ role: 'user', content: 'Hello' }],
    maxTokens: 100,
  }
  const { cost } = estimateCost(request, { endpoint })
  expect(cost?.lines[0]?.what).toBe('cache write')
  expect(reserved).toEqual([billionths(cost?.amount ?? 0)])
})

test('an error after 300 words is paid for: ten such calls do not fit into a budget that holds three', async () => {
  const words = 'word '.repeat(300)
  const store = memoryLimits()
  const price = prices({ own: [{ provider: '*', perMillion: { input: 1, output: 1_000 } }] })
  const provider: Provider = {
    name: 'p',
    defaultModel: 'm',
    chat: () => Promise.reject(new Error('not asked')),
    async *stream() {
      yield { type: 'text', text: words }
      throw new AiuError('server', 'No.', { status: 500, provider: 'p' })
    },
  }
  const tracker = createUsageTracker({ price })
  const money = budget({ amount: 1.5, currency: 'USD', per: 'day', price, store })
  const ai = createClient(provider, usage(tracker), money)
  const codes: unknown[] = []
  for (let left = 10; left; left--)
    await ai.stream('Hello', { maxTokens: 400 }).response.catch((error: AiuError) => codes.push(error.code))
  // 375 tokens of an answer are 0.375 USD.
  expect(codes).toEqual([...Array(3).fill('server'), ...Array(7).fill('budget-exceeded')])
  expect((await tracker.totals()).cost.USD).toBeCloseTo(3 * 0.375, 3)
})
