import { readFileSync } from 'node:fs'
import { costOf, priceTable } from '@aiu/prices'
import { calcPrice, findProvider } from '@pydantic/genai-prices'
import { expect, test } from 'vitest'
import { AT, adds, use } from './support.ts'

const folder = new URL('../node_modules/@pydantic/genai-prices/', import.meta.url)

test('The date is that of the version which is installed', () => {
  const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
  // With another version, tell its day of publication: npm view @pydantic/genai-prices time
  expect(version).toBe(priceTable.version)
})

test('No price in the table was looked up after its date', () => {
  const data = readFileSync(new URL('dist/index.js', folder), 'utf8')
  const checked = [...data.matchAll(/(?:checked|as of|on) (20\d\d-\d\d-\d\d)/gi)].map(([, day]) => `${day}`)
  expect(checked.length).toBeGreaterThan(10)
  expect(checked.sort().at(-1)?.localeCompare(priceTable.date)).toBeLessThanOrEqual(0)
})

const VENDORS =
  'openai groq anthropic google x-ai deepseek mistral cerebras together fireworks openrouter'.split(' ')

// Our lines against the package's own sum, for each of its models that is billed by the token alone.
test.each(VENDORS)('%s: every model costs what the package says', (vendor) => {
  const figures = {
    inputTokens: 300_000,
    cachedInputTokens: 1_234,
    cacheWriteTokens: 567,
    outputTokens: 8_901,
  }
  const models = findProvider({ providerId: vendor })?.models ?? []
  let compared = 0
  for (const model of models) {
    const id = vendor === 'fireworks' ? `accounts/fireworks/models/${model.id}` : model.id
    const cost = costOf(...use(vendor, id, figures))
    if (!cost) continue
    const theirs = calcPrice(
      { input_tokens: 300_000, cache_read_tokens: 1_234, cache_write_tokens: 567, output_tokens: 8_901 },
      id,
      { providerId: vendor, timestamp: new Date(AT) },
    )
    expect(Math.abs(cost.amount - (theirs?.total_price ?? 0)), id).toBeLessThan(2.5e-9)
    expect(adds(cost), id).toBe(true)
    compared++
  }
  expect(compared).toBeGreaterThan(2)
})
