import { ask, stream } from '@aiu/core'
import { groq } from '@aiu/groq'
import { type Reply, replayFetch } from '@aiu/testing'
import { expect, test } from 'vitest'
import { KEY } from './support/key.ts'

const at = (reply: Reply) => groq({ apiKey: KEY, model: 'm', fetch: replayFetch(reply) })
const USAGE = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 }
const whole = (more: object): Reply => ({
  body: JSON.stringify({
    id: 'chatcmpl-1',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }],
    usage: USAGE,
    ...more,
  }),
})
const chunks = (...pieces: object[]): Reply => ({
  headers: { 'content-type': 'text/event-stream' },
  body: `${pieces.map((piece) => `data: ${JSON.stringify({ id: 'c', model: 'm', ...piece })}\n\n`).join('')}data: [DONE]\n\n`,
})
const said = (content: string, more: object = {}) => ({
  choices: [{ index: 0, delta: { content } }],
  ...more,
})
const end = (more: object = {}) => ({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], ...more })

test.each<[unknown, string | undefined]>([
  ['flex', 'flex'],
  ['performance', 'performance'],
  ['on_demand', undefined],
  ['auto', undefined],
  [null, undefined],
  [7, undefined],
])('the tier %j that was served is %j in the usage', async (service_tier, serviceTier) => {
  expect((await ask(at(whole({ service_tier })), 'q')).usage?.serviceTier).toBe(serviceTier)
  const first = chunks(said('a', { service_tier }), end({ x_groq: { usage: USAGE } }))
  expect((await stream(at(first), 'q').response).usage?.serviceTier).toBe(serviceTier)
  const last = chunks(said('a'), end({ x_groq: { usage: USAGE }, service_tier }))
  expect((await stream(at(last), 'q').response).usage).toMatchObject({ totalTokens: 12 })
  expect((await stream(at(last), 'q').response).usage?.serviceTier).toBe(serviceTier)
  // A server that does not stream though it was asked to.
  expect((await stream(at(whole({ service_tier })), 'q').response).usage?.serviceTier).toBe(serviceTier)
})

test('An answer that speaks of tiers is no tier', async () => {
  const content = '{"service_tier":"flex","audio_tokens":9}'
  const { text, usage } = await stream(at(chunks(said(content), end({ usage: USAGE }))), 'q').response
  expect(text).toBe(content)
  expect(usage?.serviceTier).toBeUndefined()
  expect(usage?.outputAudioTokens).toBeUndefined()
})

test('A tier without usage tells no usage', async () => {
  expect((await ask(at(whole({ usage: undefined, service_tier: 'flex' })), 'q')).usage).toBeUndefined()
})
