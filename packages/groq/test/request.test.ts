import { ask, image, stream } from '@aiu/core'
import type { GroqChatRequest, GroqOptions } from '@aiu/groq'
import { describe, expect, test } from 'vitest'
import { failing } from './support/failing.ts'
import { KEY } from './support/key.ts'
import { serving } from './support/serving.ts'

/** The body that reaches the server. */
async function bodyOf(
  options: GroqOptions,
  request: Omit<GroqChatRequest, 'messages'> & { readonly messages?: GroqChatRequest['messages'] },
): Promise<unknown> {
  await using groqs = await serving(options)
  await groqs.provider.chat({ messages: [{ role: 'user', content: 'q' }], ...request })
  return groqs.last.body
}

const PLAIN = { messages: [{ role: 'user', content: 'q' }], model: 'm' }

describe('what reaches the server', () => {
  test('a plain question is nothing but itself', async () => {
    expect(await bodyOf({}, {})).toEqual(PLAIN)
  })

  test('a stream asks for its usage', async () => {
    await using groqs = await serving()
    expect((await stream(groqs.provider, 'q').response).usage).toMatchObject({ inputTokens: 3 })
    expect(groqs.last.body).toEqual({ ...PLAIN, stream: true, stream_options: { include_usage: true } })
  })

  test('the path, the key, and the headers given', async () => {
    await using groqs = await serving({ headers: { 'x-team': 'blue' } })
    await ask(groqs.provider, 'q')
    expect(groqs.last).toMatchObject({ method: 'POST', path: '/openai/v1/chat/completions' })
    expect(groqs.last.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^Groq\/JS /),
      'x-stainless-retry-count': '0',
      'x-team': 'blue',
    })
  })

  test('every parameter under the name that Groq has for it', async () => {
    const sent = await bodyOf(
      {},
      { temperature: 0, topP: 0.5, maxTokens: 9, seed: 7, stop: ['\n'], model: 'other', toolChoice: 'none' },
    )
    expect(sent).toEqual({
      ...PLAIN,
      model: 'other',
      temperature: 0,
      top_p: 0.5,
      max_completion_tokens: 9,
      seed: 7,
      stop: ['\n'],
      tool_choice: 'none',
    })
  })

  test('tools, several calls at once, and their results', async () => {
    const parameters = { type: 'object' }
    const weather = { name: 'weather', description: 'd', parameters, strict: true }
    const call = { type: 'tool-call', id: 'a', name: 'weather', arguments: '{"city":"Oslo"}' } as const
    expect(
      await bodyOf(
        {},
        {
          tools: [weather],
          toolChoice: { name: 'weather' },
          extra: { parallel_tool_calls: true },
          messages: [
            { role: 'assistant', content: [{ type: 'text', text: 't' }, call, { ...call, id: 'b' }] },
            {
              role: 'tool',
              content: [
                { type: 'tool-result', id: 'a', output: 'rain' },
                { type: 'tool-result', id: 'b', output: { sky: 'gray' } },
              ],
            },
          ],
        },
      ),
    ).toEqual({
      model: 'm',
      tools: [{ type: 'function', function: weather }],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      parallel_tool_calls: true,
      messages: [
        {
          role: 'assistant',
          content: 't',
          tool_calls: ['a', 'b'].map((id) => ({
            id,
            type: 'function',
            function: { name: 'weather', arguments: '{"city":"Oslo"}' },
          })),
        },
        { role: 'tool', tool_call_id: 'a', content: 'rain' },
        { role: 'tool', tool_call_id: 'b', content: '{"sky":"gray"}' },
      ],
    })
  })

  test('a schema, strict, or any object', async () => {
    const schema = { type: 'object' }
    expect(await bodyOf({}, { output: { mode: 'schema', name: 'n', schema, strict: true } })).toEqual({
      ...PLAIN,
      response_format: { type: 'json_schema', json_schema: { name: 'n', strict: true, schema } },
    })
    expect(await bodyOf({}, { output: { mode: 'object' } })).toEqual({
      ...PLAIN,
      response_format: { type: 'json_object' },
    })
  })

  test('images, as bytes and by address', async () => {
    await using groqs = await serving()
    await ask(groqs.provider, [
      {
        role: 'user',
        content: ['see', image(Uint8Array.of(1, 2, 3)), image(new URL('https://host.test/a.png'))],
      },
    ])
    expect(groqs.last.body).toMatchObject({
      messages: [
        {
          content: [
            { type: 'text', text: 'see' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
            { type: 'image_url', image_url: { url: 'https://host.test/a.png' } },
          ],
        },
      ],
    })
  })

  test.each(['audio', 'file'] as const)('%s is refused before anything is sent', async (type) => {
    await using groqs = await serving()
    const part = { type, data: Uint8Array.of(1) } as const
    const error = await failing(() => ask(groqs.provider, [{ role: 'user', content: ['q', part] }]))
    expect(error).toMatchObject({ code: 'unsupported', message: `groq takes no ${type} in a message.` })
    expect(groqs.server.requests).toEqual([])
  })

  test('thoughts of earlier turns are not sent back: Groq refuses them', async () => {
    const content = [
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'a' },
    ] as const
    expect(await bodyOf({}, { messages: [{ role: 'assistant', content }] })).toEqual({
      model: 'm',
      messages: [{ role: 'assistant', content: 'a' }],
    })
  })

  test("Groq's own parameters, which win", async () => {
    const documents = [{ source: { type: 'text' as const, text: 'd' } }]
    expect(
      await bodyOf(
        { serviceTier: 'flex' },
        { reasoning: 'low', extra: { documents, service_tier: 'auto', reasoning_effort: 'default' } },
      ),
    ).toEqual({ ...PLAIN, documents, service_tier: 'auto', reasoning_effort: 'default' })
  })

  test('adapt has the last word, on streams too', async () => {
    await using groqs = await serving({ serviceTier: 'flex' })
    const adapt = ({ service_tier: _, ...body }: Readonly<Record<string, unknown>>) => ({ ...body, seed: 1 })
    const messages = [{ role: 'user', content: 'q' }] as const
    await groqs.provider.chat({ messages, adapt })
    expect(groqs.last.body).toEqual({ ...PLAIN, seed: 1 })
    for await (const _ of groqs.provider.stream({ messages, adapt }));
    expect(groqs.last.body).toMatchObject({ seed: 1, stream: true })
    expect(groqs.last.body).not.toHaveProperty('service_tier')
  })
})

describe('reasoning', () => {
  test.each([
    ['openai/gpt-oss-120b', 'minimal', 'low'],
    ['openai/gpt-oss-120b', 'high', 'high'],
    ['openai/gpt-oss-120b', 'none', 'none'],
    ['qwen/qwen3-32b', 'none', 'none'],
    ['qwen/qwen3-32b', 'low', 'default'],
    ['qwen/qwen3.6-27b', 'high', 'default'],
    ['qwen/qwen3.8-27b', 'high', 'high'],
    ['qwen/qwen3.8-27b', 'minimal', 'low'],
  ] as const)('%s asked for %s is asked for %s', async (model, reasoning, wanted) => {
    expect(await bodyOf({ model }, { reasoning })).toMatchObject({ reasoning_effort: wanted })
  })

  const tools = [{ name: 't', parameters: {} }]
  test.each<[string, GroqOptions, Parameters<typeof bodyOf>[1], string | undefined]>([
    ['not sent to models that refuse it', { model: 'llama-3.3-70b-versatile' }, {}, undefined],
    ['nor to gpt-oss, which tells its thoughts apart anyway', { model: 'openai/gpt-oss-20b' }, {}, undefined],
    ['parsed where thoughts would stand in the text', { model: 'qwen/qwen3-32b' }, {}, 'parsed'],
    ['as the model of the request wants it', {}, { model: 'qwen/qwen3.8-27b' }, 'parsed'],
    ['as the option says', { reasoningFormat: 'hidden' }, {}, 'hidden'],
    ['as extra says', { reasoningFormat: 'raw' }, { extra: { reasoning_format: 'hidden' } }, 'hidden'],
    ['raw', { reasoningFormat: 'raw' }, {}, 'raw'],
    ['raw cannot go with tools', { reasoningFormat: 'raw' }, { tools }, 'parsed'],
    ['nor with JSON', { reasoningFormat: 'raw' }, { output: { mode: 'object' } }, 'parsed'],
    [
      'not beside include_reasoning',
      { reasoningFormat: 'raw' },
      { extra: { include_reasoning: true } },
      undefined,
    ],
  ])('the format is %s', async (_, options, request, wanted) => {
    const { reasoning_format: sent } = (await bodyOf(options, request)) as { reasoning_format?: string }
    expect(sent).toBe(wanted)
  })
})

describe('a default that reaches the wire stands in scope', () => {
  test.each<[GroqOptions, string | undefined]>([
    [{}, undefined],
    [{ serviceTier: 'flex' }, 'service_tier=flex'],
    [{ reasoningFormat: 'hidden' }, 'reasoning_format=hidden'],
    [{ serviceTier: 'auto', reasoningFormat: 'raw' }, 'service_tier=auto reasoning_format=raw'],
  ])('%o', async (options, scope) => {
    await using groqs = await serving(options)
    expect(groqs.provider.scope).toBe(scope)
    await ask(groqs.provider, 'q')
    const { service_tier: tier, reasoning_format: format } = groqs.last.body ?? {}
    expect([tier, format]).toEqual([options.serviceTier, options.reasoningFormat])
  })
})
