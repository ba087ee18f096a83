import { costOf, estimateCost, prices } from '@aiu/prices'
import { fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'
import { AT, billionths } from './support.ts'

const endpoint = { name: 'openai', baseURL: 'https://api.openai.com/v1', defaultModel: 'gpt-4.1' }
const ask = (content: unknown, more?: object) => ({ messages: [{ role: 'user', content }], ...more })

test('A token for each byte, names of fields and a frame, and maxTokens for the answer', () => {
  const { cost } = estimateCost(ask('Grüße', { maxTokens: 50 }), { endpoint, at: AT })
  // role + user + content + 7 bytes of text = 4 + 4 + 7 + 7, and a frame of 100: 122 x 2,000 + 50 x 8,000
  expect(cost && billionths(cost.amount)).toBe(644_000)
  const open = estimateCost(ask('Grüße'), { endpoint, at: AT }).cost
  expect(open && billionths(open.amount)).toBe(244_000 + 4_096 * 8_000)
  const other = estimateCost(ask('Grüße', { model: 'gpt-4.1-nano' }), {
    endpoint,
    at: AT,
    assumedTokens: 0,
  }).cost
  expect(other && billionths(other.amount)).toBe(122 * 100)
})

test('It is at most: an image, a write into the cache', () => {
  const image = { type: 'image', image: new URL('https://acme.example/a.png') }
  const seen = estimateCost(ask([image], { maxTokens: 0 }), { endpoint, at: AT }).cost
  expect(seen?.lines[0]?.units).toBeGreaterThan(2_000)
  // gpt-6-sol: 2.50 to write, 2 to read.
  const written = estimateCost(ask('x', { maxTokens: 0, model: 'gpt-6-sol' }), { endpoint, at: AT }).cost
  expect(written?.lines).toEqual([expect.objectContaining({ what: 'cache write', units: 116 })])
})

test('Of several the dearest, and none where one is not known', () => {
  const nano = { name: 'openai', defaultModel: 'gpt-4.1-nano' }
  const both = { name: 'fallback', members: [nano, endpoint] }
  const request = ask('x', { maxTokens: 1_000 })
  expect(estimateCost(request, { endpoint: both, at: AT })).toEqual(
    estimateCost(request, { endpoint, at: AT }),
  )
  // A model that was asked for is the first one's; the others have their own.
  const named = { ...request, model: 'o3' }
  const first = { name: 'fallback', members: [nano, { name: 'groq', defaultModel: 'openai/gpt-oss-20b' }] }
  expect(estimateCost(named, { endpoint: first, at: AT })).toEqual(
    estimateCost(named, { endpoint: nano, at: AT }),
  )
  const lost = { name: 'fallback', members: [nano, { name: 'acme', defaultModel: 'm' }] }
  expect(estimateCost(request, { endpoint: lost, at: AT }).why).toContain('acme')
})

test('Embeddings, speech, recordings and images; and what only the answer tells', () => {
  const of = (name: string, operation: never) => ({
    endpoint: { ...endpoint, defaultModel: name },
    operation,
    at: AT,
  })
  const embedded = estimateCost({ input: ['abc', 'd'] }, of('text-embedding-3-small', 'embed' as never)).cost
  expect(embedded?.lines).toEqual([expect.objectContaining({ what: 'input', units: 104 })])
  const spoken = estimateCost({ text: 'abc' }, of('tts-1', 'speak' as never)).cost
  expect(spoken?.lines).toEqual([expect.objectContaining({ what: 'characters', units: 3 })])
  expect(estimateCost({ text: 'abc' }, of('gpt-4o-mini-tts', 'speak' as never)).why).toContain(
    'output tokens',
  )
  // 60 s at 16 kbit a second, $0.006 a minute.
  const heard = estimateCost({ audio: new Uint8Array(120_000) }, of('whisper-1', 'transcribe' as never))
  expect(heard.cost?.amount).toBe(0.006)
  const drawn = prices({ own: [{ model: 'draw', perImage: 0.04 }] }).estimate(
    { prompt: 'a cat', n: 3 },
    of('draw', 'generateImage' as never),
  )
  expect(drawn.cost?.amount).toBe(0.12)
})

test('What a call did cost is never more', async () => {
  const provider = fakeProvider([{ text: 'four words of answer' }])
  const request = ask('How many words?', { maxTokens: 20 })
  const { usage } = await provider.chat(request as never)
  const spent = usage && costOf(usage, { endpoint, model: 'gpt-4.1', operation: 'chat', at: AT })
  const most = estimateCost(request, { endpoint, at: AT }).cost
  expect(spent?.amount).toBeLessThanOrEqual(most?.amount ?? 0)
})
