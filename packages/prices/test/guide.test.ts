import { readFileSync } from 'node:fs'
import type { Operation, Usage } from '@aiu/core'
import { costOf, explainCost, priceTable } from '@aiu/prices'
import { expect, test } from 'vitest'
import { use } from './support.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const guide = read('../../../docs/guides/cost.md')
const readme = read('../README.md')

/** The guide's table of calls: "the same" is the call above it. */
const calls = [...guide.matchAll(/^\| (.+?) \| `(\{.+?\})` \| (\S+) \|$/gm)].map(
  ([, call = '', usage = '', amount = '']) => ({
    call,
    usage: JSON.parse(usage) as Omit<Usage, 'source'>,
    amount,
  }),
)

test('Every call in the guide costs what the guide says', () => {
  expect(calls.length).toBeGreaterThan(10)
  let of: { name: string; model: string; operation: Operation } | undefined
  for (const { call, usage, amount } of calls) {
    const [, name, model, operation] = /^`(\S+)` `(\S+)` (\w+)/.exec(call) ?? []
    if (name && model) of = { name, model, operation: operation as Operation }
    expect(of, call).toBeDefined()
    if (!of) continue
    const cost = costOf(...use(of.name, of.model, usage, { operation: of.operation }))
    expect(cost ? cost.amount : 'unknown', call).toBe(amount === 'unknown' ? amount : Number(amount))
  }
})

test('The date and the words in guide and README are those of the table', () => {
  const why = explainCost(...use('openai', 'gpt-6-moon', { inputTokens: 12, outputTokens: 40 })).why
  for (const text of [guide, readme]) {
    expect(text).toContain(why)
    expect([...text.matchAll(/priceDate: '(.+?)'/g)].map(([, day]) => day)).toEqual([priceTable.date])
  }
  const usage = { inputTokens: 1000, cachedInputTokens: 400, outputTokens: 100 }
  expect(readme).toContain(`amount: ${costOf(...use('openai', 'gpt-4.1', usage))?.amount}, currency: 'USD'`)
  // The guide's first answer, by the default model of @aiu/openai: 14 x 100 + 8 x 500
  const first = costOf(...use('openai', 'gpt-6-luna', { inputTokens: 14, outputTokens: 8 }))
  expect(first?.amount).toBe(0.000_005_4)
})
