import { ask, type ChatOptions, image, type Message, stream } from '@aiu/core'
import { type OpenAIProvider, openai } from '@aiu/openai'
import { replayFetch } from '@aiu/testing'
import { replayServer } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { failing, KEY } from '../support/failing.ts'
import { RESPONSE, sent } from '../support/sent.ts'

const bodyOf = async (prompt: string | readonly Message[], options?: ChatOptions<OpenAIProvider>) =>
  (await sent((provider) => ask(provider, prompt, options))).body ?? {}

const inputOf = async (...messages: Message[]) => (await bodyOf(messages)).input

const schema = { type: 'object', properties: { a: { type: 'number' } } }

describe('options', () => {
  test('nothing is sent that nobody asked for, and nothing is stored', async () => {
    const request = await sent((provider) => ask(provider, 'q'))
    expect(request).toMatchObject({ method: 'POST', path: '/v1/responses' })
    expect(request.headers.authorization).toBe(`Bearer ${KEY}`)
    expect(request.body).toEqual({ model: 'm', input: [{ role: 'user', content: 'q' }], store: false })
  })

  test('a stream asks for one', async () => {
    await using server = await replayServer({ reply: { body: RESPONSE } })
    const provider = openai({ baseURL: server.baseURL, apiKey: KEY })
    expect((await stream(provider, 'q').response).text).toBe('Hi.')
    expect(server.requests[0]?.body).toMatchObject({ stream: true, model: 'gpt-6-luna' })
  })

  test.each<[ChatOptions<OpenAIProvider>, object]>([
    [{ model: 'other' }, { model: 'other' }],
    [
      { temperature: 0, topP: 0.5, maxTokens: 7 },
      { temperature: 0, top_p: 0.5, max_output_tokens: 7 },
    ],
    [{ reasoning: 'none' }, { reasoning: { effort: 'none' } }],
    [{ reasoning: 'high' }, { reasoning: { effort: 'high' }, include: ['reasoning.encrypted_content'] }],
    [{ output: { mode: 'object' } }, { text: { format: { type: 'json_object' } } }],
    [
      { output: { mode: 'schema', name: 'x', schema, strict: true } },
      { text: { format: { type: 'json_schema', name: 'x', schema, strict: true } } },
    ],
    [
      { output: { mode: 'schema', schema } },
      { text: { format: { type: 'json_schema', name: 'answer', schema } } },
    ],
    [
      {
        tools: [
          { name: 'f', description: 'd', parameters: schema },
          { name: 'g', parameters: schema, strict: true },
        ],
        toolChoice: 'required',
      },
      {
        tools: [
          { type: 'function', name: 'f', description: 'd', parameters: schema, strict: false },
          { type: 'function', name: 'g', parameters: schema, strict: true },
        ],
        tool_choice: 'required',
      },
    ],
    [
      { tools: [{ name: 'f', parameters: schema }], toolChoice: { name: 'f' } },
      {
        tools: [{ type: 'function', name: 'f', parameters: schema, strict: false }],
        tool_choice: { type: 'function', name: 'f' },
      },
    ],
  ])('%j', async (options, wanted) => {
    expect(await bodyOf('q', options)).toEqual({
      model: 'm',
      input: [{ role: 'user', content: 'q' }],
      store: false,
      ...wanted,
    })
  })

  test('extra wins: reasoning and text field by field, the rest as a whole', async () => {
    const body = await bodyOf('q', {
      reasoning: 'low',
      output: { mode: 'schema', schema },
      tools: [{ name: 'f', parameters: schema }],
      extra: {
        store: true,
        reasoning: { summary: 'auto' },
        text: { verbosity: 'low' },
        tools: [{ type: 'web_search' }],
        include: [],
        service_tier: 'flex',
      },
    })
    expect(body).toMatchObject({
      store: true,
      reasoning: { effort: 'low', summary: 'auto' },
      text: { verbosity: 'low', format: { type: 'json_schema' } },
      tools: [{ type: 'web_search' }],
      include: [],
      service_tier: 'flex',
    })
  })

  test('adapt has the last word', async () => {
    const adapt = ({ store, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, was: store })
    const body = await bodyOf('q', { extra: { store: true }, adapt })
    expect(body).toEqual({ model: 'm', input: [{ role: 'user', content: 'q' }], was: true })
  })

  test.each([{ seed: 1 }, { stop: ['x'] }])('%j has no place in the API, and is refused', async (options) => {
    const asked = replayFetch({ body: RESPONSE })
    const provider = openai({ apiKey: KEY, fetch: asked })
    for (const attempt of [
      () => ask(provider, 'q', options),
      () => stream(provider, 'q', options).response,
    ]) {
      const error = await failing(attempt)
      expect([error.code, error.hint]).toEqual(['unsupported', "openai({ api: 'chat' }) does."])
    }
  })
})

describe('messages', () => {
  test('each role, in order; tool calls and results are items', async () => {
    expect(
      await inputOf(
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: ['a', { type: 'text', text: 'b' }] },
        { role: 'assistant', content: 'c' },
        { role: 'system', content: 'Be long.' },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'd' },
            { type: 'refusal', text: 'e' },
            { type: 'source', url: 'http://a.test' },
            { type: 'tool-call', id: '1', name: 'f', arguments: '{"x":1}' },
            { type: 'text', text: 'g' },
          ],
        },
        {
          role: 'tool',
          content: [
            { type: 'tool-result', id: '1', output: 'plain' },
            { type: 'tool-result', id: '2', output: { y: 2 } },
            { type: 'tool-result', id: '3', output: undefined },
          ],
        },
      ),
    ).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'a' },
          { type: 'input_text', text: 'b' },
        ],
      },
      { type: 'message', role: 'assistant', content: 'c' },
      { role: 'system', content: 'Be long.' },
      {
        type: 'message',
        role: 'assistant',
        content: [
          { type: 'output_text', text: 'd' },
          { type: 'refusal', refusal: 'e' },
        ],
      },
      { type: 'function_call', call_id: '1', name: 'f', arguments: '{"x":1}' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'g' }] },
      { type: 'function_call_output', call_id: '1', output: 'plain' },
      { type: 'function_call_output', call_id: '2', output: '{"y":2}' },
      { type: 'function_call_output', call_id: '3', output: '' },
    ])
  })

  test('thoughts go back with their seal and without an id; those without a seal do not', async () => {
    expect(
      await inputOf(
        { role: 'user', content: 'q' },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'Hm.', signature: 'seal-1' },
            { type: 'reasoning', text: '', signature: 'seal-2' },
            { type: 'reasoning', text: 'unsealed' },
            { type: 'text', text: 'a' },
          ],
        },
      ),
    ).toEqual([
      { role: 'user', content: 'q' },
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'seal-1' },
      { type: 'reasoning', summary: [], encrypted_content: 'seal-2' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] },
    ])
  })

  test('images and files', async () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const content = [
      image(bytes, { detail: 'low' }),
      image(new URL('http://a.test/x.png')),
      { type: 'file', data: bytes, name: 'a.pdf' },
      { type: 'file', data: bytes },
      { type: 'file', data: bytes, mediaType: 'text/plain' },
      { type: 'file', data: new URL('http://a.test/x.pdf') },
      { type: 'file', data: new URL('data:application/pdf;base64,AQID'), name: 'b.pdf' },
      { type: 'file', data: { provider: 'openai', id: 'file-1' } },
    ] as const
    expect(await inputOf({ role: 'user', content })).toEqual([
      {
        role: 'user',
        content: [
          { type: 'input_image', image_url: 'data:image/png;base64,AQID', detail: 'low' },
          { type: 'input_image', image_url: 'http://a.test/x.png' },
          { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AQID' },
          { type: 'input_file', filename: 'file.pdf', file_data: 'data:application/pdf;base64,AQID' },
          { type: 'input_file', filename: 'file.txt', file_data: 'data:text/plain;base64,AQID' },
          { type: 'input_file', file_url: 'http://a.test/x.pdf' },
          { type: 'input_file', filename: 'b.pdf', file_data: 'data:application/pdf;base64,AQID' },
          { type: 'input_file', file_id: 'file-1' },
        ],
      },
    ])
  })

  test.each<[string, Message]>([
    ['audio', { role: 'user', content: [{ type: 'audio', data: Uint8Array.of(1) }] }],
    [
      "another provider's file",
      { role: 'user', content: [{ type: 'file', data: { provider: 'groq', id: '1' } }] },
    ],
    ['an image of an answer', { role: 'assistant', content: [image(Uint8Array.of(1))] }],
  ])('%s is refused, and nothing sent', async (_, message) => {
    await using server = await replayServer({ reply: { body: RESPONSE } })
    const provider = openai({ baseURL: server.baseURL, apiKey: KEY })
    expect((await failing(() => ask(provider, [message]))).code).toBe('unsupported')
    expect((await failing(() => stream(provider, [message]).response)).code).toBe('unsupported')
    expect(server.requests).toEqual([])
  })

  test.each([
    ['an unknown part', [{ type: 'smell' }]],
    ['an image without bytes', [{ type: 'image' }]],
  ])('%s is not told as a lost connection', async (_, content) => {
    const provider = openai({ apiKey: KEY, fetch: replayFetch({ body: RESPONSE }) })
    const prompt = [{ role: 'user', content }] as never
    for (const attempt of [() => ask(provider, prompt), () => stream(provider, prompt).response])
      expect(['invalid-request', 'malformed']).toContain((await failing(attempt)).code)
  })
})
