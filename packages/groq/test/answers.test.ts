import { ask, listModels, stream } from '@aiu/core'
import { groq } from '@aiu/groq'
import { type Reply, replayFetch } from '@aiu/testing'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { describe, expect, test } from 'vitest'
import { failing } from './support/failing.ts'
import { KEY } from './support/key.ts'
import { serving } from './support/serving.ts'

const chunk = (more: object): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', model: 'm', object: 'chat.completion.chunk', ...more })}\n\n`
const delta = (said: object, finish: string | null = null, more: object = {}): string =>
  chunk({ choices: [{ index: 0, delta: said, finish_reason: finish }], ...more })
const FIRST = delta({ role: 'assistant', content: '' }, null, { x_groq: { id: 'req_01abc' } })
const USAGE = {
  prompt_tokens: 5,
  completion_tokens: 7,
  total_tokens: 12,
  queue_time: 0.1,
  prompt_tokens_details: { cached_tokens: 2 },
  completion_tokens_details: { reasoning_tokens: 3 },
}
const TOLD = {
  inputTokens: 5,
  outputTokens: 7,
  totalTokens: 12,
  cachedInputTokens: 2,
  reasoningTokens: 3,
  source: 'provider',
}

const at = (reply: Reply) => groq({ apiKey: KEY, model: 'm', fetch: replayFetch(reply) })
const whole = (more: object): Reply => ({
  body: JSON.stringify({
    id: 'chatcmpl-1',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }],
    ...more,
  }),
})

describe('x_groq', () => {
  test('usage of a stream that stands there alone', async () => {
    const body =
      FIRST + delta({ content: 'a' }) + delta({}, 'stop', { x_groq: { id: 'req_01abc', usage: USAGE } })
    const { text, usage } = await stream(at({ body: `${body}data: [DONE]\n\n` }), 'q').response
    expect({ text, usage }).toEqual({ text: 'a', usage: TOLD })
  })

  test('cache figures of a whole answer there do not hide its usage', async () => {
    const x_groq = { id: 'req_01abc', usage: { sram_cached_tokens: 1, dram_cached_tokens: 2 } }
    expect((await ask(at(whole({ usage: USAGE, x_groq })), 'q')).usage).toEqual(TOLD)
    expect((await ask(at(whole({ x_groq })), 'q')).usage).toBeUndefined()
  })

  test.each(['x_groq', 'the header'])('the request id, told by %s', async (where) => {
    const headers = where === 'x_groq' ? {} : { 'x-request-id': 'req_01abc' }
    const x_groq = where === 'x_groq' ? { id: 'req_01abc' } : undefined
    const asked = await ask(at({ ...whole({ x_groq }), headers }), 'q')
    const first = delta({ role: 'assistant' }, null, { x_groq })
    const body = `${first}${delta({ content: 'a' }, 'stop')}data: [DONE]\n\n`
    const streamed = await stream(at({ body, headers }), 'q').response
    for (const response of [asked, streamed]) expect(response.headers?.['x-request-id']).toBe('req_01abc')
  })

  test.each([
    ['a text', 'It broke.'],
    ['an object', { message: 'It broke.', type: 'internal_server_error' }],
  ])('an error in the stream, as %s, with the request id', async (_, error) => {
    const body = FIRST + delta({ content: 'a' }) + chunk({ choices: [], x_groq: { id: 'req_01abc', error } })
    const failed = await failing(() => stream(at({ body }), 'q').response)
    expect(failed).toMatchObject({
      code: 'server',
      message: expect.stringContaining('It broke.'),
      requestId: 'req_01abc',
      partial: { text: 'a' },
    })
  })

  test.each([
    ['no text', 7],
    ['no request id', `Bearer ${KEY}`],
    ['too long', `req_${'x'.repeat(101)}`],
  ])('an id that is %s is none', async (_, id) => {
    const { headers } = await ask(at(whole({ x_groq: { id } })), 'q')
    expect(headers?.['x-request-id']).toBeUndefined()
  })
})

test('what the model thought is a part of its own', async () => {
  const message = { role: 'assistant', content: 'a', reasoning: 'hm' }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  const asked = await ask(at(whole({ choices })), 'q')
  expect(asked).toMatchObject({
    text: 'a',
    parts: [
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'a' },
    ],
  })
  const body = `${FIRST}${delta({ reasoning: 'h' })}${delta({ reasoning: 'm' })}${delta({ content: 'a' }, 'stop')}`
  expect((await stream(at({ body }), 'q').response).parts).toEqual(asked.parts)
})

test('the models, with how much they take', async () => {
  await using groqs = await serving()
  expect(await listModels(groqs.provider)).toEqual([
    { id: 'example-1', contextLength: 8192 },
    { id: 'example-2', contextLength: undefined },
  ])
  expect(groqs.last).toMatchObject({ method: 'GET', path: '/openai/v1/models' })
})

test('health asks for the models, and fails as a call does', async () => {
  await using groqs = await serving()
  expect(await groqs.provider.health()).toEqual({ ms: expect.any(Number) })
  expect(groqs.server.requests.map(({ path }) => path)).toEqual(['/openai/v1/models'])
  groqs.server.play('F13', '401')
  expect(await failing(() => groqs.provider.health())).toMatchObject({ code: 'authentication' })
  groqs.server.play('F18')
  expect(await failing(() => groqs.provider.health())).toMatchObject({ code: 'malformed' })
  const signal = AbortSignal.abort(new Error('mine'))
  expect(await failing(() => groqs.provider.health({ signal }))).toMatchObject({ code: 'aborted' })
})

describe('a model that is not there', () => {
  const missing = {
    status: 404,
    body: JSON.stringify({
      error: {
        message: 'The model `lama-3.1-8b-instant` does not exist or you do not have access to it.',
        type: 'invalid_request_error',
        code: 'model_not_found',
      },
    }),
  }
  const models = {
    body: JSON.stringify({ data: [{ id: 'llama-3.1-8b-instant' }, { id: 'whisper-large-v3' }] }),
  }
  const routed: typeof fetch = (input, init) =>
    replayFetch(String(input).endsWith('/models') ? models : missing)(input, init)

  test.each([
    ['whole', ask],
    ['as a stream', (...asked: Parameters<typeof stream>) => stream(...asked).response],
  ])('%s: the vendor’s words, and near names', async (_, verb) => {
    const provider = groq({ apiKey: KEY, model: 'lama-3.1-8b-instant', fetch: routed })
    expect(await failing(() => verb(provider, 'q'))).toMatchObject({
      code: 'not-found',
      vendorCode: 'model_not_found',
      message: expect.stringContaining('does not exist'),
      hint: expect.stringContaining('Near names: llama-3.1-8b-instant.'),
    })
  })

  test('an abort ends the looking for names', async () => {
    const controller = new AbortController()
    const provider = groq({
      apiKey: KEY,
      fetch: (input, init) => {
        if (!String(input).endsWith('/models')) return replayFetch(missing)(input, init)
        setTimeout(() => controller.abort(), 20)
        return new Promise((_, reject) =>
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
        )
      },
    })
    const start = loopNow()
    await failing(() => provider.chat({ messages: [], signal: controller.signal }))
    expect(loopNow() - start).toBeLessThan(1000)
  })
})

test('the flex tier without room is a limit that passes', async () => {
  const body = JSON.stringify({ error: { message: 'No capacity.', code: 'capacity_exceeded' } })
  const headers = { 'retry-after': '3', 'x-request-id': 'req_9' }
  const error = await failing(() => ask(at({ status: 498, body, headers }), 'q'))
  expect(error).toMatchObject({
    code: 'rate-limit',
    name: 'ProviderRateLimitError',
    status: 498,
    vendorCode: 'capacity_exceeded',
    retryAfterMs: 3000,
    requestId: 'req_9',
    hint: 'Wait, or send less.',
  })
})

test('F68 a line break in the model of a request is refused before anything is sent', async () => {
  await using groqs = await serving()
  for (const verb of [ask, (...asked: Parameters<typeof stream>) => stream(...asked).response])
    expect(await failing(() => verb(groqs.provider, 'q', { model: 'm\nn' }))).toMatchObject({
      code: 'invalid-request',
    })
  expect(groqs.server.requests).toEqual([])
})
