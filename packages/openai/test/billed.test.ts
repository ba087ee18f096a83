import { ask, stream } from '@aiu/core'
import { openai } from '@aiu/openai'
import { type Reply, replayFetch } from '@aiu/testing'
import { describe, expect, test } from 'vitest'

const at = (reply: Reply, api: 'chat' | 'responses') =>
  openai({ apiKey: 'sk-none', model: 'm', fetch: replayFetch(reply), api } as { api: 'chat' })
const events = (...all: object[]): Reply => ({
  headers: { 'content-type': 'text/event-stream' },
  body: all.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''),
})

const TIERS: [unknown, string | undefined][] = [
  ['flex', 'flex'],
  ['priority', 'priority'],
  ['default', undefined],
  ['auto', undefined],
  [null, undefined],
]

describe('responses', () => {
  const response = (more: object) => ({
    id: 'r',
    object: 'response',
    model: 'm',
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text', text: 'a' }] }],
    usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 },
    ...more,
  })
  test.each(TIERS)('the tier %j that was served is %j in the usage', async (service_tier, serviceTier) => {
    const whole = await ask(at({ body: JSON.stringify(response({ service_tier })) }, 'responses'), 'q')
    expect(whole.usage).toMatchObject({ inputTokens: 5, outputTokens: 7 })
    expect(whole.usage?.serviceTier).toBe(serviceTier)
    const created = { type: 'response.created', response: { id: 'r', model: 'm', service_tier: 'auto' } }
    const completed = { type: 'response.completed', response: response({ service_tier }) }
    const { usage } = await stream(at(events(created, completed), 'responses'), 'q').response
    expect(usage?.serviceTier).toBe(serviceTier)
  })

  test('a response that failed tells its tier, too', async () => {
    const failed = response({
      status: 'failed',
      error: { code: 'server_error', message: 'no' },
      service_tier: 'flex',
    })
    const events_ = stream(at(events({ type: 'response.failed', response: failed }), 'responses'), 'q')
    await expect(events_.response).rejects.toMatchObject({
      attempts: [{ usage: { inputTokens: 5, serviceTier: 'flex' } }],
    })
  })
})

describe('chat completions', () => {
  const usage = {
    prompt_tokens: 90,
    completion_tokens: 20,
    total_tokens: 110,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 80 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 15 },
  }
  const TOLD = {
    inputTokens: 90,
    inputAudioTokens: 80,
    outputTokens: 20,
    outputAudioTokens: 15,
    totalTokens: 110,
  }
  const message = { index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }

  test.each(TIERS)('the tier %j is %j, and tokens of sound are told', async (service_tier, serviceTier) => {
    const reply = { body: JSON.stringify({ id: 'c', model: 'm', choices: [message], usage, service_tier }) }
    const whole = await ask(at(reply, 'chat'), 'q')
    expect(whole.usage).toMatchObject(TOLD)
    expect(whole.usage?.serviceTier).toBe(serviceTier)
    const pieces = events(
      { model: 'm', choices: [{ index: 0, delta: { content: 'a' } }], usage: null, service_tier },
      { model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: null, service_tier },
      { model: 'm', choices: [], usage, service_tier },
    )
    const streamed = await stream(at({ ...pieces, body: `${pieces.body}data: [DONE]\n\n` }, 'chat'), 'q')
      .response
    expect(streamed.usage).toMatchObject(TOLD)
    expect(streamed.usage?.serviceTier).toBe(serviceTier)
  })
})
