import {
  type ChatRequest,
  createClient,
  type ImageProvider,
  type Provider,
  type TranscriptionProvider,
  wrap,
} from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { SpanStatusCode } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { telemetry } from '../src/index.ts'
import { otel } from './support/otel.ts'

const KEY = 'sk-made-up-1234567890'
const CONVERSATION: ChatRequest['messages'] = [
  { role: 'system', content: 'Be brief.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: `My key:\n${KEY}` },
      { type: 'image', data: Uint8Array.of(7, 7, 7) },
      { type: 'image', data: new URL(`https://user:pass@pictures.test/cat.png?sig=${KEY}`) },
      { type: 'file', data: { provider: 'openai', id: 'file-1' }, name: 'a.pdf' },
    ],
  },
  {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'Hm.' },
      { type: 'tool-call', id: 'c1', name: 'look', arguments: `{"at":"${KEY}"}` },
    ],
  },
  {
    role: 'tool',
    content: [{ type: 'tool-result', id: 'c1', output: { [KEY]: 'x', note: `Bearer ${KEY}` } }],
  },
]

test('nothing of a question or an answer is told, unless it is asked for', async () => {
  const { text, ...providers } = otel()
  const provider = fakeProvider([
    { text: 'the answer', toolCalls: [{ name: 'look', arguments: '{"secret":1}' }] },
  ])
  const ai = createClient(provider, telemetry(providers))
  await ai.ask([{ role: 'user', content: 'the question' }], { system: 'the system' })
  expect(await text()).not.toMatch(/the question|the answer|the system|secret/)
})

test('content is told in the conventions’ form, without keys and bytes', async () => {
  const { span, ...providers } = otel()
  const provider = fakeProvider([
    { text: `Yours is ${KEY}.`, toolCalls: [{ id: 'c2', name: 'look', arguments: `{"at":"${KEY}"}` }] },
  ])
  await wrap(provider, telemetry({ ...providers, content: true })).chat({ messages: CONVERSATION })
  const { 'gen_ai.input.messages': input, 'gen_ai.output.messages': output } = span().attributes
  expect(JSON.parse(`${input}`)).toEqual([
    { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
    {
      role: 'user',
      parts: [
        { type: 'text', content: 'My key:\n[redacted]' },
        { type: 'image', modality: 'image', bytes: 3 },
        { type: 'uri', modality: 'image', uri: 'https://pictures.test/cat.png' },
        { type: 'file', modality: 'document', file_id: 'file-1' },
      ],
    },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'Hm.' },
        { type: 'tool_call', id: 'c1', name: 'look', arguments: { at: '[redacted]' } },
      ],
    },
    {
      role: 'tool',
      parts: [{ type: 'tool_call_response', id: 'c1', response: { '[redacted]': 'x', note: '[redacted]' } }],
    },
  ])
  expect(JSON.parse(`${output}`)).toEqual([
    {
      role: 'assistant',
      parts: [
        { type: 'text', content: 'Yours is [redacted].' },
        { type: 'tool_call', id: 'c2', name: 'look', arguments: { at: '[redacted]' } },
      ],
      finish_reason: expect.stringMatching(/^tool.calls$/),
    },
  ])
})

test('of a stream, what came; whole, and cut', async () => {
  const { spans, ...providers } = otel()
  const provider = fakeProvider([{ stream: ['one ', 'two'] }, { stream: ['half '], error: 'interrupted' }])
  const ai = createClient(provider, telemetry({ ...providers, content: true }))
  await ai.stream('q').response
  await ai.stream('q').response.catch(() => {})
  const outputs = spans().map(({ attributes }) => JSON.parse(`${attributes['gen_ai.output.messages']}`))
  expect(outputs).toMatchObject([
    [{ parts: [{ type: 'text', content: 'one two' }], finish_reason: 'stop' }],
    [{ parts: [{ type: 'text', content: 'half ' }] }],
  ])
  expect(spans()[1]?.status).toEqual({ code: SpanStatusCode.ERROR, message: expect.stringMatching(/./) })
})

test('of other operations, the texts', async () => {
  const { spans, ...providers } = otel()
  const studio: ImageProvider & TranscriptionProvider = {
    name: 'studio',
    generateImage: async () => ({ images: [Uint8Array.of(1)] }),
    transcribe: async () => ({ text: 'spoken words', segments: [] }),
  }
  const provider = wrap(studio, telemetry({ ...providers, content: true }))
  await provider.generateImage({ prompt: 'a cat' })
  await provider.transcribe({ audio: Uint8Array.of(1) })
  expect(spans()[0]?.attributes['gen_ai.input.messages']).toBe(
    '[{"role":"user","parts":[{"type":"text","content":"a cat"}]}]',
  )
  expect(spans()[1]?.attributes['gen_ai.output.messages']).toBe(
    '[{"role":"assistant","parts":[{"type":"text","content":"spoken words"}]}]',
  )
})

test('what cannot be written as JSON is left out, and the answer comes', async () => {
  const { span, ...providers } = otel()
  const output: { self?: unknown } = {}
  output.self = output
  const provider: Provider = wrap(fakeProvider(['a']), telemetry({ ...providers, content: true }))
  const messages = [{ role: 'tool', content: [{ type: 'tool-result', id: 'c', output }] }] as const
  expect(await provider.chat({ messages })).toMatchObject({ text: 'a' })
  expect(span().attributes).not.toHaveProperty('gen_ai.input.messages')
  expect(span().attributes).toMatchObject({ 'aiu.outcome': 'done' })
})
