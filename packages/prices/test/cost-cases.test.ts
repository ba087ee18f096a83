import type { Operation, Usage } from '@aiu/core'
import { costOf, prices } from '@aiu/prices'
import { expect, test } from 'vitest'
import { AT, adds, billionths, use } from './support.ts'

interface Case {
  readonly what: string
  readonly of: readonly [name: string, model: string, baseURL?: string]
  readonly usage: Omit<Usage, 'source'>
  readonly operation?: Operation
  readonly at?: number
  /** In billionths of a dollar, worked out by hand beside it. */
  readonly amount: number
  readonly lines: Readonly<Record<string, number>>
}

// Prices in USD by the million tokens, as the vendors' pages have them; a dollar by the million tokens is 1,000 billionths a token.
const CASES: readonly Case[] = [
  {
    // openai gpt-4.1: 2 in, 8 out. 1,000 x 2,000 + 500 x 8,000 = 2,000,000 + 4,000,000
    what: 'in and out',
    of: ['openai', 'gpt-4.1'],
    usage: { inputTokens: 1_000, outputTokens: 500 },
    amount: 6_000_000,
    lines: { input: 1_000, output: 500 },
  },
  {
    // openai gpt-4.1: cached input 0.50, and part of the input. 600 x 2,000 + 400 x 500 + 100 x 8,000
    what: 'cached input',
    of: ['openai', 'gpt-4.1-2025-04-14', 'https://api.openai.com/v1'],
    usage: { inputTokens: 1_000, cachedInputTokens: 400, outputTokens: 100, totalTokens: 1_100 },
    amount: 2_200_000,
    lines: { input: 600, 'cached input': 400, output: 100 },
  },
  {
    // groq gpt-oss-120b: 0.15 in, half of it cached, 0.60 out. 744 x 150 + 256 x 75 + 100 x 600 = 111,600 + 19,200 + 60,000
    what: 'cached input of Groq, told by its address',
    of: ['api.groq.com', 'openai/gpt-oss-120b', 'https://api.groq.com/openai/v1'],
    usage: { inputTokens: 1_000, cachedInputTokens: 256, outputTokens: 100 },
    amount: 190_800,
    lines: { input: 744, 'cached input': 256, output: 100 },
  },
  {
    // openai gpt-5-pro: 15 in, 120 out, no discount for cached input. 1,000 x 15,000 + 10 x 120,000
    what: 'cached input without a price of its own',
    of: ['openai', 'gpt-5-pro'],
    usage: { inputTokens: 1_000, cachedInputTokens: 400, outputTokens: 10 },
    amount: 16_200_000,
    lines: { input: 600, 'cached input': 400, output: 10 },
  },
  {
    // openai gpt-6-sol: 2 in, 2.50 written to the cache, 0.20 read from it, 10 out.
    // 100 x 2,000 + 800 x 2,500 + 100 x 200 + 50 x 10,000 = 200,000 + 2,000,000 + 20,000 + 500,000
    what: 'cache write',
    of: ['openai', 'gpt-6-sol'],
    usage: { inputTokens: 1_000, cachedInputTokens: 100, cacheWriteTokens: 800, outputTokens: 50 },
    amount: 2_720_000,
    lines: { input: 100, 'cached input': 100, 'cache write': 800, output: 50 },
  },
  {
    // openai o3, since 2025-06-10: 2 in, 8 out; reasoning is part of the output. 100 x 2,000 + 300 x 8,000
    what: 'reasoning output within the output',
    of: ['openai', 'o3'],
    usage: { inputTokens: 100, outputTokens: 300, reasoningTokens: 256, totalTokens: 400 },
    amount: 2_600_000,
    lines: { input: 100, output: 300 },
  },
  {
    // xai grok-4.3: 1.25 in, 2.50 out; 513 - 291 = 222 out, 196 of them reasoning. 291 x 1,250 + 222 x 2,500 = 363,750 + 555,000
    what: 'reasoning output beside the output',
    of: ['xai', 'grok-4.3', 'https://api.x.ai/v1'],
    usage: { inputTokens: 291, outputTokens: 26, reasoningTokens: 196, totalTokens: 513 },
    amount: 918_750,
    lines: { input: 291, output: 222 },
  },
  {
    // openai o3, before 2025-06-10: 10 in, 40 out. 100 x 10,000 + 300 x 40,000
    what: 'the price of its time',
    of: ['openai', 'o3'],
    usage: { inputTokens: 100, outputTokens: 300 },
    at: Date.UTC(2025, 5, 9, 23, 59, 59),
    amount: 13_000_000,
    lines: { input: 100, output: 300 },
  },
  {
    // openai gpt-5.4, prompts below 272,000 tokens: 2.50 in, 15 out. 271,999 x 2,500 + 1,000 x 15,000
    what: 'the last token of a short context',
    of: ['openai', 'gpt-5.4'],
    usage: { inputTokens: 271_999, outputTokens: 1_000 },
    amount: 694_997_500,
    lines: { input: 271_999, output: 1_000 },
  },
  {
    // From 272,000 on the whole request costs 5 in, 0.50 cached, 22.50 out. 172,000 x 5,000 + 100,000 x 500 + 1,000 x 22,500
    what: 'long context',
    of: ['openai', 'gpt-5.4'],
    usage: { inputTokens: 272_000, cachedInputTokens: 100_000, outputTokens: 1_000 },
    amount: 932_500_000,
    lines: { input: 172_000, 'cached input': 100_000, output: 1_000 },
  },
  {
    // Half of 2 in, 0.50 cached, 8 out: 600 x 1,000 + 400 x 250 + 100 x 4,000
    what: 'a batch, at half price',
    of: ['openai', 'gpt-4.1'],
    usage: { inputTokens: 1_000, cachedInputTokens: 400, outputTokens: 100, serviceTier: 'batch' },
    amount: 1_100_000,
    lines: { input: 600, 'cached input': 400, output: 100 },
  },
  {
    // Flex has the batch's prices: 1,000 x 1,000 + 100 x 4,000
    what: 'flex of OpenAI',
    of: ['openai', 'gpt-4.1'],
    usage: { inputTokens: 1_000, outputTokens: 100, serviceTier: 'flex' },
    amount: 1_400_000,
    lines: { input: 1_000, output: 100 },
  },
  {
    // Groq's flex costs what on demand costs: 1,000 x 150 + 100 x 600
    what: 'flex of Groq',
    of: ['groq', 'openai/gpt-oss-120b'],
    usage: { inputTokens: 1_000, outputTokens: 100, serviceTier: 'flex' },
    amount: 210_000,
    lines: { input: 1_000, output: 100 },
  },
  {
    // gpt-5 in priority: 2.50 in, 0.25 cached, 20 out. 800 x 2,500 + 200 x 250 + 100 x 20,000
    what: 'priority',
    of: ['openai', 'gpt-5'],
    usage: { inputTokens: 1_000, cachedInputTokens: 200, outputTokens: 100, serviceTier: 'priority' },
    amount: 4_050_000,
    lines: { input: 800, 'cached input': 200, output: 100 },
  },
  {
    // gpt-5.6-sol in fast mode: 8 in, 40 out; 16 and 60 for a long context. 300,000 x 16,000 + 100 x 60,000
    what: 'priority under its new name, with a long context',
    of: ['openai', 'gpt-5.6-sol'],
    usage: { inputTokens: 300_000, outputTokens: 100, serviceTier: 'fast' },
    amount: 4_806_000_000,
    lines: { input: 300_000, output: 100 },
  },
  {
    // text-embedding-3-small: 0.02. 1,234 x 20
    what: 'embeddings',
    of: ['openai', 'text-embedding-3-small'],
    operation: 'embed',
    usage: { inputTokens: 1_234, totalTokens: 1_234 },
    amount: 24_680,
    lines: { input: 1_234 },
  },
  {
    // tts-1: 15 a million characters, 15,000 billionths each. 4,096 x 15,000
    what: 'speech by the character',
    of: ['openai', 'tts-1'],
    operation: 'speak',
    usage: { characters: 4_096 },
    amount: 61_440_000,
    lines: { characters: 4_096 },
  },
  {
    // gpt-4o-mini-tts: 0.60 for text in, 12 for sound out. 100 x 600 + 800 x 12,000
    what: 'speech by the token',
    of: ['openai', 'gpt-4o-mini-tts'],
    operation: 'speak',
    usage: { inputTokens: 100, outputTokens: 800, totalTokens: 900, characters: 430 },
    amount: 9_660_000,
    lines: { input: 100, output: 800 },
  },
  {
    // whisper-1: 0.006 a minute, 100,000 billionths a second. 90 x 100,000
    what: 'transcription by the minute',
    of: ['openai', 'whisper-1'],
    operation: 'transcribe',
    usage: { audioSeconds: 90 },
    amount: 9_000_000,
    lines: { 'audio seconds': 90 },
  },
  {
    // gpt-4o-transcribe: 2.50 for text in, 6 for sound in, 10 out. 14 x 2,500 + 600 x 6,000 + 120 x 10,000
    what: 'transcription by the token',
    of: ['openai', 'gpt-4o-transcribe'],
    operation: 'transcribe',
    usage: { inputTokens: 614, inputAudioTokens: 600, outputTokens: 120, totalTokens: 734 },
    amount: 4_835_000,
    lines: { input: 14, 'input audio': 600, output: 120 },
  },
  {
    // whisper-large-v3-turbo: 0.04 an hour, and 10 seconds at least. 10 x 40,000,000 / 3,600 = 111,111.1
    what: 'transcription of Groq, at least ten seconds',
    of: ['groq', 'whisper-large-v3-turbo'],
    operation: 'transcribe',
    usage: { audioSeconds: 3.2 },
    amount: 111_111,
    lines: { 'audio seconds': 10 },
  },
  {
    what: 'nothing used',
    of: ['openai', 'gpt-4.1'],
    usage: { inputTokens: 0, outputTokens: 0 },
    amount: 0,
    lines: {},
  },
]

test.each(CASES)('$what', ({ of: [name, model, baseURL], usage, operation, at, amount, lines }) => {
  const cost = costOf(...use(name, model, usage, { operation, at, baseURL } as never))
  expect(cost && billionths(cost.amount)).toBe(amount)
  expect(Object.fromEntries(cost?.lines.map(({ what, units }) => [what, units]) ?? [])).toEqual(lines)
  expect(cost && adds(cost)).toBe(true)
  expect(cost).toMatchObject({ currency: 'USD', priceDate: expect.stringMatching(/^2026-\d\d-\d\d$/) })
})

// What five packages of prices agreed upon when they were compared (2026-11-23), in and out.
test.each([
  ['openai', 'gpt-5', 1.25, 10],
  ['openai', 'gpt-5-mini', 0.25, 2],
  ['openai', 'gpt-4.1', 2, 8],
  ['openai', 'gpt-4o-mini', 0.15, 0.6],
  ['openai', 'gpt-5.2', 1.75, 14],
  ['openai', 'gpt-5.5', 5, 30],
  ['groq', 'llama-3.3-70b-versatile', 0.59, 0.79],
  ['groq', 'llama-3.1-8b-instant', 0.05, 0.08],
])('%s %s costs %d and %d a million', (name, model, input, output) => {
  expect(costOf(...use(name, model, { inputTokens: 100_000, outputTokens: 0 }))?.amount).toBeCloseTo(
    input / 10,
    9,
  )
  expect(costOf(...use(name, model, { inputTokens: 0, outputTokens: 100_000 }))?.amount).toBeCloseTo(
    output / 10,
    9,
  )
})

test('A long context of gpt-5.5 has the prices of a long context', () => {
  // 1,000,000 x 10,000 + 1,000,000 x 45,000
  const cost = costOf(...use('openai', 'gpt-5.5', { inputTokens: 1_000_000, outputTokens: 1_000_000 }))
  expect(cost && billionths(cost.amount)).toBe(55_000_000_000)
})

test('An embedding needs no output, whatever the vendor tells', () => {
  const [usage, of] = use(
    'mistral',
    'mistral-embed',
    { inputTokens: 10, outputTokens: 0 },
    { operation: 'embed' },
  )
  // 10 x 100
  expect(costOf(usage, of)?.amount).toBe(0.000_001)
  expect(prices().explain({ inputTokens: 10, source: 'provider' }, of).cost?.amount).toBe(0.000_001)
})

test('Half a day of off-peak prices follows the clock', () => {
  const at = (hour: number) => AT - 12 * 3_600_000 + hour * 3_600_000
  const cost = (hour: number) =>
    costOf(...use('deepseek', 'deepseek-v4-flash', { inputTokens: 1_000, outputTokens: 0 }, { at: at(hour) }))
  // 0.22 a million, and 0.44 from 1 to 4 and from 6 to 10 o'clock of UTC.
  expect([0.5, 2, 5, 7, 11].map((hour) => billionths(cost(hour)?.amount ?? 0))).toEqual([
    220_000, 440_000, 220_000, 440_000, 220_000,
  ])
})
