import { isAiuError } from '@aiu/core'
import { type OwnPrice, type PricesOptions, prices } from '@aiu/prices'
import { expect, test } from 'vitest'
import { AT, adds, billionths, use } from './support.ts'

const SOME = { inputTokens: 1_000, outputTokens: 100 }

test('A price of the app counts before the table, which has the rest', () => {
  const price = prices({
    own: [{ provider: 'groq', model: '*gpt-oss*', perMillion: { input: 1, output: 2 } }],
  })
  // 1,000 x 1,000 + 100 x 2,000
  expect(price(...use('groq', 'openai/GPT-OSS-120b', SOME))).toEqual({
    amount: 0.001_2,
    currency: 'USD',
    source: 'own',
    lines: [
      { what: 'input', units: 1_000, amount: 0.001 },
      { what: 'output', units: 100, amount: 0.000_2 },
    ],
  })
  expect(price(...use('groq', 'llama-3.1-8b-instant', SOME))?.source).toBe('genai-prices')
  expect(price(...use('openai', 'openai/gpt-oss-120b', SOME))).toBeUndefined()
})

test('The first that fits counts, by day and by tier', () => {
  const price = prices({
    own: [
      { provider: 'acme', tier: 'batch', perMillion: { input: 0.5, output: 1 }, source: 'acme, batch' },
      { provider: 'acme', perMillion: { input: 2, output: 4 }, from: '2026-11-20', source: 'acme, autumn' },
      { provider: 'acme', perMillion: { input: 1, output: 2 }, until: '2026-11-20', source: 'acme, summer' },
    ],
  })
  const midnight = Date.UTC(2026, 10, 20)
  expect(price(...use('acme', 'm', SOME, { at: midnight }))).toMatchObject({
    source: 'acme, autumn',
    priceDate: '2026-11-20',
    amount: 0.002_4,
  })
  expect(price(...use('acme', 'm', SOME, { at: midnight - 1 }))).toMatchObject({ source: 'acme, summer' })
  expect(price(...use('acme', 'm', { ...SOME, serviceTier: 'batch' }))).toMatchObject({
    source: 'acme, batch',
  })
})

test('Every unit has its price', () => {
  const price = prices({
    currency: 'EUR',
    own: [
      { model: 'talk', perMinute: 0.06, leastSeconds: 5 },
      { model: 'read', perMillionCharacters: 10 },
      { model: 'draw', perImage: 0.04, perRequest: 0.001 },
      {
        model: 'think',
        perMillion: {
          input: 1,
          cachedInput: 0.1,
          cacheWrite: 1.25,
          output: 4,
          reasoning: 2,
          inputAudio: 8,
          outputAudio: 16,
        },
      },
    ],
  })
  const cost = (model: string, figures: object) => {
    const told = price(...use('acme', model, figures))
    expect(told).toMatchObject({ currency: 'EUR' })
    expect(told && adds(told)).toBe(true)
    return billionths(told?.amount ?? Number.NaN)
  }
  expect(cost('talk', { audioSeconds: 90 })).toBe(90_000_000)
  expect(cost('talk', { audioSeconds: 1 })).toBe(5_000_000)
  expect(cost('read', { characters: 300 })).toBe(3_000_000)
  expect(cost('draw', { images: 2 })).toBe(81_000_000)
  // 500 x 1,000 + 300 x 100 + 200 x 1,250 + 60 x 4,000 + 40 x 2,000
  const text = {
    inputTokens: 1_000,
    cachedInputTokens: 300,
    cacheWriteTokens: 200,
    outputTokens: 100,
    reasoningTokens: 40,
  }
  expect(cost('think', text)).toBe(1_100_000)
  // 400 x 1,000 + 600 x 8,000 + 20 x 4,000 + 80 x 16,000
  const sound = {
    inputTokens: 1_000,
    inputAudioTokens: 600,
    outputTokens: 100,
    outputAudioTokens: 80,
    reasoningTokens: 0,
  }
  expect(cost('think', sound)).toBe(6_560_000)
  expect(price.explain(...use('acme', 'think', { inputTokens: 1, outputTokens: 1 })).why).toContain(
    'reasoning tokens',
  )
  expect(price.explain(...use('acme', 'talk', {})).why).toContain('seconds of sound')
  expect(price.explain(...use('acme', 'draw', {})).why).toContain('images')
})

test('A price that is over does not count, and one that begins does not yet', () => {
  const [from, until] = ['2026-11-10', '2026-11-20']
  const price = prices({ own: [{ provider: 'acme', perRequest: 1, from, until }] })
  const at = (day: string, more = 0) => price(...use('acme', 'm', {}, { at: Date.parse(day) + more }))?.amount
  expect([at(from, -1), at(from), at(until, -1), at(until)]).toEqual([undefined, 1, 1, undefined])
})

test('Cached tokens that may be of sound make the cost unknown', () => {
  const price = prices({ own: [{ provider: 'acme', perMillion: { input: 1, inputAudio: 9, output: 2 } }] })
  const usage = { inputTokens: 100, inputAudioTokens: 50, outputTokens: 1 }
  expect(price(...use('acme', 'm', usage))?.amount).toBe(0.000_502)
  expect(price.explain(...use('acme', 'm', { ...usage, cachedInputTokens: 10 })).why).toContain(
    'cached tokens were of sound',
  )
})

test('A kind that is used and has no price makes the cost unknown', () => {
  const price = prices({ own: [{ provider: 'acme', perMillion: { input: 1 } }] })
  expect(price.explain(...use('acme', 'm', SOME)).why).toContain('no price for output tokens')
  expect(price(...use('acme', 'm', { inputTokens: 10 }, { operation: 'embed' }))?.amount).toBe(0.000_01)
})

test('What is free costs nothing, whatever else is said of it', () => {
  const price = prices({
    free: ['http://10.0.0.7:8000/*', { provider: 'openrouter', model: '*:free' }, 'house'],
    own: [{ provider: 'house', perRequest: 1 }],
  })
  const nothing = { amount: 0, currency: 'USD', source: 'free', lines: [] }
  expect(price(...use('vllm', 'm', SOME, { baseURL: 'http://10.0.0.7:8000/v1/' }))).toEqual(nothing)
  expect(price(...use('openrouter', 'a/b:free', SOME))).toEqual(nothing)
  expect(price(...use('house', 'm', {}))).toEqual(nothing)
  expect(price(...use('vllm', 'm', SOME, { baseURL: 'http://10.0.0.8:8000/v1' }))).toBeUndefined()
  expect(price(...use('openrouter', 'a/b', SOME))).toBeUndefined()
})

const FINE: OwnPrice = { provider: 'acme', perRequest: 1 }

test.each<[string, PricesOptions, string]>([
  ['nothing', { own: [{ provider: 'acme' }] }, 'own[0] costs nothing'],
  [
    'zero',
    { own: [FINE, { provider: 'acme', perMillion: { input: 0, output: 0 } }] },
    'own[1] costs nothing',
  ],
  [
    'negative',
    { own: [{ provider: 'acme', perMillion: { input: -1 } }] },
    'perMillion.input of own[0] is -1',
  ],
  ['NaN', { own: [{ ...FINE, perMinute: Number.NaN }] }, 'perMinute of own[0] is NaN'],
  ['Infinity', { own: [{ ...FINE, perImage: Infinity }] }, 'perImage of own[0] is Infinity'],
  ['text', { own: [{ ...FINE, perRequest: '1' as never }] }, 'perRequest of own[0] is 1, not a number'],
  ['a misspelled field', { own: [{ ...FINE, permillion: {} } as never] }, 'a field permillion'],
  ['a misspelled kind', { own: [{ ...FINE, perMillion: { inputs: 1 } as never }] }, 'a field inputs'],
  ['no models', { own: [{ perRequest: 1 }] }, 'neither a provider nor a model'],
  ['an empty name', { free: [''] }, 'provider of free[0] is no name'],
  ['no day', { own: [{ ...FINE, from: '2026-02-30' }] }, 'from of own[0] is "2026-02-30"'],
  ['no time', { own: [{ ...FINE, from: '2026-03-01', until: '2026-03-01' }] }, 'ends, on 2026-03-01, before'],
  ['no currency', { currency: 'dollars' }, 'currency is "dollars"'],
  ['no list', { own: { acme: FINE } as never }, 'are lists'],
  ['null', { own: [null as never] }, 'own[0] is no price'],
])('refused at once: %s', (_, options, words) => {
  let thrown: unknown
  try {
    prices(options)
  } catch (error) {
    thrown = error
  }
  expect(isAiuError(thrown, 'configuration')).toBe(true)
  expect((thrown as Error).message).toContain(words)
})

test('A time before all prices is the table’s', () => {
  const price = prices({ own: [{ provider: 'openai', perRequest: 9, from: '2026-11-21' }] })
  expect(price(...use('openai', 'gpt-4.1', SOME, { at: AT }))?.source).toBe('genai-prices')
})
