import { ask, embed, image, type Message, stream, type ToolSpec } from '@aiu/core'
import type { OllamaExtra } from '@aiu/ollama'
import { describe, expect, test } from 'vitest'
import { failing } from '../support/failing.ts'
import { recording } from '../support/recording.ts'

const WEATHER: ToolSpec = {
  name: 'weather',
  description: 'Weather now',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  strict: true,
}
const SCHEMA = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] }

/** The body that a chat with these options sends. */
async function bodyFor(options: object, prompt: string | readonly Message[] = 'q') {
  const { provider, sent } = recording()
  await ask(provider, prompt, options)
  return sent[0]?.body
}

test('a plain question has nothing that was not asked for', async () => {
  const { provider, sent } = recording()
  await ask(provider, 'q')
  await stream(provider, 'q').response
  expect(sent.map(({ body }) => body)).toEqual([
    { model: 'm', messages: [{ role: 'user', content: 'q' }], stream: false },
    { model: 'm', messages: [{ role: 'user', content: 'q' }], stream: true },
  ])
  expect(sent.map(({ method, url }) => [method, url])).toEqual([
    ['POST', 'http://127.0.0.1:11434/api/chat'],
    ['POST', 'http://127.0.0.1:11434/api/chat'],
  ])
})

describe('options of a request', () => {
  test.each([
    [{ temperature: 0 }, { options: { temperature: 0 } }],
    [{ topP: 0.5 }, { options: { top_p: 0.5 } }],
    [{ seed: 7 }, { options: { seed: 7 } }],
    [{ stop: ['a', 'b'] }, { options: { stop: ['a', 'b'] } }],
    [{ maxTokens: 9 }, { options: { num_predict: 9 } }],
    [{ model: 'other' }, { model: 'other' }],
    [{ output: { mode: 'schema', schema: SCHEMA, name: 'x', strict: true } }, { format: SCHEMA }],
    [{ output: { mode: 'schema' } }, { format: 'json' }],
    [{ output: { mode: 'object' } }, { format: 'json' }],
    [{ tools: [WEATHER], toolChoice: 'auto' }, { tools: [{ type: 'function' }] }],
    [{ reasoning: 'none' }, { think: false }],
    [{ reasoning: 'minimal' }, { think: true }],
    [{ reasoning: 'high' }, { think: true }],
    [{ reasoning: 'none', model: 'gpt-oss:20b' }, { think: false }],
    [{ reasoning: 'minimal', model: 'gpt-oss:20b' }, { think: 'low' }],
    [{ reasoning: 'medium', model: 'me/GPT-OSS-mine' }, { think: 'medium' }],
  ])('%o', async (options, sent) => {
    expect(await bodyFor(options)).toMatchObject(sent)
  })

  test('tools are told as they are, without a word that Ollama has not', async () => {
    const { strict: _, ...told } = WEATHER
    expect((await bodyFor({ tools: [WEATHER] })).tools).toEqual([{ type: 'function', function: told }])
  })

  test('toolChoice none: it is told of no tools', async () => {
    expect(await bodyFor({ tools: [WEATHER], toolChoice: 'none' })).not.toHaveProperty('tools')
  })

  test.each(['required', { name: 'weather' }] as const)(
    'toolChoice %o is refused before sending',
    async (toolChoice) => {
      const { provider, sent } = recording()
      for (const asking of [ask, (...all: Parameters<typeof ask>) => stream(...all).response])
        expect(await failing(() => asking(provider, 'q', { tools: [WEATHER], toolChoice }))).toMatchObject({
          code: 'unsupported',
          message: 'ollama cannot be told that a tool must be called.',
        })
      expect(sent).toEqual([])
    },
  )
})

describe('extra', () => {
  test('wins, its options one by one', async () => {
    const { provider, sent } = recording({ options: { num_ctx: 8192, top_k: 5 }, keepAlive: '10m' })
    const extra: OllamaExtra = {
      think: 'high',
      keep_alive: -1,
      format: 'json',
      truncate: false,
      options: { top_k: 1, temperature: 0.25 },
    }
    await ask(provider, 'q', { temperature: 1, maxTokens: 3, reasoning: 'low', extra })
    expect(sent[0]?.body).toMatchObject({
      think: 'high',
      keep_alive: -1,
      format: 'json',
      truncate: false,
      options: { num_ctx: 8192, top_k: 1, temperature: 0.25, num_predict: 3 },
    })
  })

  test('does not decide how the reply is read, nor is it changed', async () => {
    const extra = Object.freeze({ stream: true, options: Object.freeze({ seed: 1 }) })
    expect(await bodyFor({ seed: 2, extra })).toMatchObject({ stream: false, options: { seed: 1 } })
  })

  test('adapt has the last word, and may give back what cannot be changed', async () => {
    const adapt = (body: object) => Object.freeze({ ...body, options: { num_ctx: 1 } })
    expect(await bodyFor({ seed: 2, adapt })).toMatchObject({ options: { num_ctx: 1 } })
  })
})

describe('options of the provider', () => {
  test('stand in every request, and in the scope', async () => {
    const options = { num_ctx: 8192, temperature: 0.5 }
    const { provider, sent } = recording({ options, keepAlive: 60 })
    await ask(provider, 'q')
    await ask(provider, 'q', { temperature: 0 })
    expect(sent.map(({ body }) => [body.options, body.keep_alive])).toEqual([
      [options, 60],
      [{ num_ctx: 8192, temperature: 0 }, 60],
    ])
    expect(provider.scope).toBe('keep_alive=60 num_ctx=8192 temperature=0.5')
    expect(recording().provider.scope).toBeUndefined()
  })

  test('headers and key are sent, over those of the client', async () => {
    const headers = { 'user-agent': 'mine/1', 'x-team': 'a' }
    const { provider, sent } = recording({ headers, apiKey: 'k-1234567890' })
    await ask(provider, 'q')
    const got = sent[0]?.headers
    expect(got?.get('authorization')).toBe('Bearer k-1234567890')
    expect([got?.get('user-agent'), got?.get('x-team')]).toEqual(['mine/1', 'a'])
    expect(got?.get('content-type')).toBe('application/json')
  })

  test('a request without a model is refused before sending', async () => {
    const { provider, sent } = recording({ model: undefined })
    expect((await failing(() => ask(provider, 'q'))).hint).toContain('ollama list')
    expect((await failing(() => embed(provider, 'q'))).code).toBe('configuration')
    expect(sent).toEqual([])
  })
})

describe('messages', () => {
  const messagesFor = async (prompt: readonly Message[]) => (await bodyFor({}, prompt)).messages

  test('a conversation with tools: results carry the name of their tool', async () => {
    const prompt: Message[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Coat?' },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Let me ' },
          { type: 'text', text: 'look.' },
          { type: 'tool-call', id: 'a', name: 'weather', arguments: '{"city":"Oslo"}' },
          { type: 'tool-call', id: 'b', name: 'time', arguments: '' },
        ],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', id: 'a', output: { sky: 'gray' } },
          { type: 'tool-result', id: 'b', name: 'clock', output: 'noon' },
        ],
      },
      { role: 'assistant', content: [{ type: 'refusal', text: 'No.' }] },
    ]
    expect(await messagesFor(prompt)).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Coat?' },
      {
        role: 'assistant',
        content: 'Let me look.',
        thinking: 'Hm.',
        tool_calls: [
          { id: 'a', function: { name: 'weather', arguments: { city: 'Oslo' } } },
          { id: 'b', function: { name: 'time', arguments: {} } },
        ],
      },
      { role: 'tool', content: '{"sky":"gray"}', tool_name: 'weather', tool_call_id: 'a' },
      { role: 'tool', content: 'noon', tool_name: 'clock', tool_call_id: 'b' },
      { role: 'assistant', content: 'No.' },
    ])
  })

  test('an id that comes twice is of the last call that has it', async () => {
    const turn = (name: string): Message[] => [
      { role: 'assistant', content: [{ type: 'tool-call', id: 'call_0', name, arguments: '{}' }] },
      { role: 'tool', content: [{ type: 'tool-result', id: 'call_0', output: '' }] },
    ]
    const sent = await messagesFor([{ role: 'user', content: 'q' }, ...turn('one'), ...turn('two')])
    expect(sent.map(({ tool_name: name }: { tool_name?: string }) => name)).toEqual([
      undefined,
      undefined,
      'one',
      undefined,
      'two',
    ])
  })

  test.each(['oops {', '[1]', '"text"', 'null'])('arguments that are no object: %s', async (text) => {
    const call = { type: 'tool-call', id: 'a', name: 'f', arguments: text } as const
    const [, { tool_calls: calls }] = await messagesFor([
      { role: 'user', content: 'q' },
      { role: 'assistant', content: [call] },
    ])
    expect(calls[0].function.arguments).toEqual({ arguments: text })
  })

  test('images go as base64, whatever their size, beside the texts', async () => {
    const large = Uint8Array.from({ length: 200_001 }, (_, index) => index * 7)
    const content = ['What is on these?', image(Uint8Array.of(1, 2, 250)), image(large), 'Say it.']
    expect(await messagesFor([{ role: 'user', content }])).toEqual([
      {
        role: 'user',
        content: 'What is on these?\nSay it.',
        images: ['AQL6', Buffer.from(large).toString('base64')],
      },
    ])
  })

  test.each([
    [image(new URL('https://host.test/a.png')), /by its address/, /image\(bytes\)/],
    [{ type: 'audio', data: Uint8Array.of(1) }, /audio/, /use a provider that can/],
    [{ type: 'file', data: Uint8Array.of(1) }, /file/, /Give its text/],
  ] as const)('%o is refused before sending, with what to do', async (part, message, hint) => {
    const { provider, sent } = recording()
    for (const asking of [ask, (...all: Parameters<typeof ask>) => stream(...all).response]) {
      const error = await failing(() => asking(provider, [{ role: 'user', content: ['q', part] }]))
      expect(error.code).toBe('unsupported')
      expect(error.message).toMatch(message)
      expect(error.hint).toMatch(hint)
    }
    expect(sent).toEqual([])
  })
})

describe('embeddings', () => {
  const embeddings = { embeddings: [[1], [2]], prompt_eval_count: 4 }

  test('many texts in one request, with the model for embeddings', async () => {
    const { provider, sent } = recording(
      { embeddingModel: 'e', options: { num_ctx: 512 }, keepAlive: 0 },
      embeddings,
    )
    const answer = await embed(provider, ['a', 'b'], {
      dimensions: 1,
      extra: { truncate: false, options: { num_batch: 1 } },
    })
    expect(sent).toMatchObject([
      {
        url: 'http://127.0.0.1:11434/api/embed',
        body: {
          model: 'e',
          input: ['a', 'b'],
          dimensions: 1,
          truncate: false,
          keep_alive: 0,
          options: { num_ctx: 512, num_batch: 1 },
        },
      },
    ])
    expect(sent[0]?.body).not.toHaveProperty('stream')
    expect(answer).toMatchObject({ embeddings: [[1], [2]], usage: { inputTokens: 4 } })
  })

  test('without one, the model of the chats', async () => {
    const { provider, sent } = recording({}, embeddings)
    await embed(provider, ['a', 'b'])
    expect(sent[0]?.body).toEqual({ model: 'm', input: ['a', 'b'] })
  })
})
