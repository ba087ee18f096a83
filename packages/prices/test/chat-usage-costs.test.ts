import { createClient } from '@aiu/core'
import { openai } from '@aiu/openai'
import { openai as preset } from '@aiu/openai-compatible/presets'
import { costOf } from '@aiu/prices'
import { replayFetch } from '@aiu/testing'
import { createUsageTracker, usage } from '@aiu/usage'
import { describe, expect, test } from 'vitest'

const told = (prompt_tokens: number, completion_tokens: number, more: object = {}) => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
  ...more,
})
const CASES: readonly (readonly [name: string, amount: number, reply: object])[] = [
  ['C01 r01 flex', 0.045, { model: 'gpt-5-nano', service_tier: 'flex', usage: told(1e6, 1e5) }],
  ['C02 r01 priority', 2, { model: 'gpt-5.5', service_tier: 'priority', usage: told(1e5, 1e4) }],
  [
    'r01 sound',
    0.097_25,
    {
      model: 'gpt-audio',
      service_tier: 'default',
      usage: told(1_100, 1_100, {
        prompt_tokens_details: { audio_tokens: 1_000 },
        completion_tokens_details: { audio_tokens: 1_000 },
      }),
    },
  ],
  [
    'C05 r02 cache writes',
    0.025_12,
    {
      model: 'gpt-5.6-luna',
      usage: told(100_000, 100, { prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 100_000 } }),
    },
  ],
]
const choice = { index: 0, finish_reason: 'stop' }
const whole = (reply: object) => ({
  body: JSON.stringify({
    id: 'c',
    ...reply,
    choices: [{ ...choice, message: { role: 'assistant', content: 'a' } }],
  }),
})
const streamed = (reply: object) => ({
  headers: { 'content-type': 'text/event-stream' },
  body: `data: ${JSON.stringify({ id: 'c', ...reply, choices: [{ ...choice, delta: { content: 'a' } }] })}\n\ndata: [DONE]\n\n`,
})

describe.each(CASES)('%s', (_, amount, reply) => {
  test.each([
    ['the fetch provider', preset],
    [
      'the SDK, over chat completions',
      (options: Parameters<typeof preset>[0]) => openai({ ...options, api: 'chat' } as { api: 'chat' }),
    ],
  ] as const)('%s', async (_, make) => {
    const { model } = reply as { readonly model: string }
    const client = (answer: ReturnType<typeof whole>) =>
      createClient(
        make({ apiKey: 'sk-none', model, fetch: replayFetch(answer) }),
        usage(createUsageTracker({ price: costOf })),
      )
    const answers = [await client(whole(reply)).ask('q'), await client(streamed(reply)).stream('q').response]
    expect(answers.map(({ cost }) => cost?.amount)).toEqual([amount, amount])
    expect(answers.flatMap(({ warnings }) => warnings)).toEqual([])
  })
})
