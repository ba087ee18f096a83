import { type ChatEvent, image, type Provider, stream, type Usage, wrap } from '@aiu/core'
import { expect, test } from 'vitest'
import { type UsageTrackerOptions, usage } from '../src/index.ts'
import { tracked } from './support.ts'

/** A stream that is left after its second piece. */
async function left(
  events: readonly ChatEvent[],
  options: UsageTrackerOptions = {},
  prompt: Parameters<typeof stream>[1] = 'question',
) {
  const provider: Provider = {
    name: 'p',
    defaultModel: 'm-1',
    chat: async () => ({ parts: [], finishReason: 'stop' }),
    async *stream() {
      yield* events
      await new Promise(() => {})
    },
  }
  const { tracker, rows, reports } = tracked(options)
  let seen = 0
  for await (const _ of stream(wrap(provider, usage(tracker)), prompt)) if (++seen === events.length) break
  const [row] = await rows()
  expect(row?.outcome).toBe('aborted')
  return { used: row?.usage, reports }
}
const words = (text: string): ChatEvent => ({ type: 'text', text })
const count = (text: string): number => text.split(' ').length

test('an answer that is left is estimated by its length: text, reasoning and tool calls', async () => {
  const { used } = await left([
    { type: 'reasoning', text: 'Hm, so.' },
    words('eight by'),
    { type: 'tool-call-delta', index: 0, id: 'a', name: 'clock', delta: '{"zone":' },
  ])
  expect(used).toEqual({ inputTokens: 6, outputTokens: 6, totalTokens: 12, source: 'estimated' })
})

test("it is counted where the app can count, by the model's name", async () => {
  const models: string[] = []
  const countTokens = (text: string, model: string): number => {
    models.push(model)
    return count(text)
  }
  const { used } = await left([words('one two '), words('three')], { countTokens }, 'how many words')
  // And four for the message.
  expect(used).toEqual({ inputTokens: 7, outputTokens: 3, totalTokens: 10, source: 'counted' })
  expect(new Set(models)).toEqual(new Set(['m-1']))
})

test('what the server told before the cut wins', async () => {
  const told: Usage = { inputTokens: 90, outputTokens: 1, cachedInputTokens: 80, source: 'provider' }
  const { used } = await left([words('one two three'), { type: 'usage', usage: told }])
  expect(used).toEqual(told)
  const half = await left([
    words('eight by'),
    { type: 'usage', usage: { inputTokens: 90, source: 'provider' } },
  ])
  expect(half.used).toEqual({ inputTokens: 90, outputTokens: 2, totalTokens: 92, source: 'estimated' })
})

test('an image is taken for a thousand tokens, and is no count', async () => {
  const { used } = await left([words('a')], { countTokens: count }, [
    { role: 'user', content: ['what is it', image(Uint8Array.of(1))] },
  ])
  expect(used).toEqual({ inputTokens: 1_007, outputTokens: 1, totalTokens: 1_008, source: 'estimated' })
})

test('characters that take more bytes are more tokens', async () => {
  const { used } = await left([words('東京東京')])
  expect(used?.outputTokens).toBe(3)
})

test.each([
  [
    'throws',
    () => {
      throw new Error('mine')
    },
  ],
  ['gives no number', () => Number.NaN],
])('a count that %s is told once, and the text is estimated', async (_, countTokens) => {
  const { used, reports } = await left([words('eight by')], { countTokens })
  expect(used).toMatchObject({ inputTokens: 6, outputTokens: 2, source: 'estimated' })
  expect(reports.map(({ code }) => code)).toEqual(['count-failed'])
})

test('of a very long answer only a part is kept to be counted', async () => {
  const piece = 'x'.repeat(65_536)
  const events = Array.from({ length: 10 }, () => words(piece))
  const { used } = await left(events, { countTokens: (text) => text.length / 4 })
  expect(used).toMatchObject({ outputTokens: 163_840, source: 'estimated' })
})

test('a tokenizer of OpenAI counts', async () => {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
  const { used } = await left([words('The capital of '), words('France is Paris.')], {
    countTokens: (text) => countTokens(text),
  })
  // 7 of the answer; one of the question, and four around it.
  expect(used).toEqual({ inputTokens: 5, outputTokens: 7, totalTokens: 12, source: 'counted' })
})
