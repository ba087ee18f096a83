import { createClient, type UsageRow } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { ollama, openRouter, xai } from '@aiu/openai-compatible/presets'
import { costOf, prices } from '@aiu/prices'
import { replayFetch } from '@aiu/testing'
import { createUsageTracker, usage } from '@aiu/usage'
import { expect, test } from 'vitest'

const replying = (model: string, told: object, more: object = {}) =>
  replayFetch({
    body: JSON.stringify({
      id: 'c',
      model,
      choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100, ...told },
      ...more,
    }),
  })
type Made = Parameters<typeof createClient>[0]

/** What one question costs, on the answer and in its row. */
async function asked(provider: Made, price = costOf) {
  const rows: UsageRow[] = []
  const tracker = createUsageTracker({ price })
  tracker.subscribe((row) => rows.push(row))
  const { cost, warnings } = await createClient(provider, usage(tracker)).ask('q')
  await tracker.flush()
  const { unpriced, cost: total } = await tracker.totals()
  return { cost, warnings: warnings.map(({ code }) => code), row: rows[0]?.cost, unpriced, total }
}

test('the table, by the address: the answer, its row and the total say the same', async () => {
  // 1,000 x 1,250 + (1,300 - 1,000) x 2,500: reasoning stands beside the output.
  const fetch = replying('grok-4.3', { total_tokens: 1_300 })
  const { cost, row, total } = await asked(xai({ apiKey: 'none', fetch }))
  expect(cost).toMatchObject({ amount: 0.002, source: 'genai-prices' })
  expect(row).toEqual(cost)
  expect(total).toEqual({ USD: 0.002 })
})

test('what the vendor told wins', async () => {
  const fetch = replying('openai/gpt-4.1', { cost: 0.001_234 })
  const { cost, row, total } = await asked(openRouter({ apiKey: 'none', model: 'openai/gpt-4.1', fetch }))
  expect(cost).toMatchObject({ amount: 0.001_234, source: 'provider' })
  expect(row).toMatchObject({ amount: 0.001_234, source: 'provider' })
  expect(total).toEqual({ USD: 0.001_234 })
})

test('a model of this machine is free, and warns of nothing', async () => {
  const fetch = replying('llama3.2', {})
  expect(await asked(ollama({ model: 'llama3.2', fetch }))).toMatchObject({
    cost: { amount: 0, source: 'free' },
    warnings: [],
    unpriced: 0,
  })
})

test('what is not known is warned of, and counted, until the app says its price', async () => {
  const provider = openaiCompatible({
    baseURL: 'http://127.0.0.1:9/v1',
    model: 'small',
    fetch: replying('small', {}),
  })
  expect(await asked(provider)).toMatchObject({
    cost: undefined,
    row: undefined,
    warnings: ['price-unknown'],
    unpriced: 1,
    total: {},
  })
  const own = prices({ own: [{ provider: 'http://127.0.0.1:9/*', perMillion: { input: 1, output: 2 } }] })
  expect(await asked(provider, own)).toMatchObject({ cost: { amount: 0.001_2 }, warnings: [], unpriced: 0 })
})
