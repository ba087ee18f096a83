import { ask, image, isAiuError, stream, wrap } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'
import { capabilityMemory, heal } from '../../src/index.ts'
import { quirkyServer, type Refusal } from '../support.ts'

const tools = [{ name: 'weather', parameters: { type: 'object' } }]
const output = { mode: 'schema', strict: false, schema: { type: 'object' } } as const

// The words stand for a kind of error that is none of a parameter's being refused.
const cases: readonly (readonly [string, Refusal])[] = [
  ['a value out of range', 'temperature must be between 0 and 2'],
  [
    'a value out of range',
    "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 9 instead.",
  ],
  ['a value out of range', '`temperature`: only values at most 1 are supported'],
  ['too much asked for', 'max_tokens is too large: 50. This model supports at most 16 completion tokens.'],
  [
    'too long',
    "This model's maximum context length is 8192 tokens. Please reduce the length of the messages or max_tokens.",
  ],
  [
    'a value that is not one of them',
    "Invalid value: 'low'. Supported values are: 'none' and 'high'. (reasoning_effort)",
  ],
  ['no tools', 'registry.ollama.ai/library/tiny does not support tools'],
  ['no tools', 'Unsupported parameter: tools'],
  ['no tools', "tool_choice 'required' is not supported"],
  ['no images', 'Invalid content type. image_url is only supported by certain models.'],
  ['no images', 'image input is not supported - hint: seed'],
  ['a role', "Unsupported value: 'messages[0].role' does not support 'system' with this model."],
  [
    'a field of a message',
    '[{"type":"extra_forbidden","loc":["body","messages",0,"user","name"],"msg":"Extra inputs are not permitted"}]',
  ],
  ['streams', 'Your organization must be verified to stream this model. stream is not supported'],
  ['nothing that was sent', "Unsupported parameter: 'logit_bias' is not supported with this model."],
  ['no words', ''],
  ['an invalid schema', "Invalid schema for response_format 'answer': schema must be an object"],
  [
    'what the model wrote',
    {
      json: {
        error: {
          message: "Failed to generate JSON. Please adjust your prompt. See 'failed_generation'",
          code: 'json_validate_failed',
        },
      },
    },
  ],
  [
    'no such model',
    { status: 404, json: { error: { message: 'The model `m` does not exist or seed is not supported' } } },
  ],
  ['no right', { status: 403, json: { error: { message: 'seed is not supported for you' } } }],
  ['a server at fault', { status: 500, json: { error: { message: 'seed is not supported' } } }],
]

test.each(cases)('%s: passed on, %j', async (_, refusal) => {
  const server = await quirkyServer(() => refusal)
  const memory = capabilityMemory()
  const provider = wrap(openaiCompatible({ baseURL: server.baseURL, model: 'm' }), heal(memory))
  const options = {
    temperature: 1.5,
    maxTokens: 50,
    seed: 7,
    reasoning: 'low',
    tools,
    toolChoice: 'required',
    output,
    extra: { user: 'me' },
  } as const
  const question = [{ role: 'user', content: ['What is on it?', image(Uint8Array.of(1))] }] as const
  for (const answer of [ask(provider, question, options), stream(provider, question, options).response]) {
    const error = await answer.catch((cause: unknown) => cause)
    expect(isAiuError(error)).toBe(true)
    expect(error).toMatchObject({ attempts: [{ outcome: 'failed' }] })
  }
  expect(server.requests).toHaveLength(2)
  expect(memory.toJSON()).toEqual({})
})

test('a change that does not help is the last one of its kind, and not remembered', async () => {
  const server = await quirkyServer(() => 'seed and temperature, top_p are not supported')
  const memory = capabilityMemory()
  const provider = wrap(openaiCompatible({ baseURL: server.baseURL, model: 'm' }), heal(memory))
  const error = await ask(provider, 'Hello', { seed: 1, temperature: 0 }).catch((cause: unknown) => cause)
  expect(error).toMatchObject({ code: 'bad-request', attempts: [{}, {}, {}] })
  expect(memory.toJSON()).toEqual({})
})

test('a server that refuses everything is asked seven times at most', async () => {
  const extra = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`made_up_${at}`, 1]))
  const server = await quirkyServer((body) => `Unknown parameters: ${Object.keys(body).join(', ')}`)
  const provider = wrap(openaiCompatible({ baseURL: server.baseURL, model: 'm' }), heal())
  await ask(provider, 'Hello', { extra }).catch(() => {})
  expect(server.requests.length).toBeLessThanOrEqual(7)
})

test('an error after the first event is passed on', async () => {
  const provider = wrap(fakeProvider([{ stream: ['a', 'b'], cutAfter: 1 }]), heal())
  const error = await stream(provider, 'Hello', { seed: 1 }).response.catch((cause: unknown) => cause)
  expect(error).toMatchObject({ code: 'interrupted', partial: { text: 'a' }, attempts: [{}] })
})

test('words about what was not sent change nothing', async () => {
  const server = await quirkyServer(() => 'This model does not support thinking')
  const provider = wrap(openaiCompatible({ baseURL: server.baseURL, model: 'm' }), heal())
  await expect(ask(provider, 'Hello')).rejects.toMatchObject({ attempts: [{ outcome: 'failed' }] })
  expect(server.requests).toHaveLength(1)
})
