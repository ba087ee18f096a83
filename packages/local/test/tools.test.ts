import type { ChatMessage, ToolSpec } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { asked, eventsOf, textIn, textOf } from './support/asked.ts'
import { scriptedModel } from './support/scripted-model.ts'
import { SPACE } from './support/vocabulary.ts'
import { withModel } from './support/with-model.ts'

// It begins a call; the name and the arguments are the only ones that the tool leaves open.
const caller = withModel(scriptedModel(['Let', '▁me', '▁look.', '||call:', SPACE]))
const talker = withModel(scriptedModel(['No', '▁need.']))

const weather: ToolSpec = {
  name: 'weather',
  description: 'Weather of a city now',
  parameters: {
    type: 'object',
    properties: { city: { enum: ['Oslo'] }, days: { const: 3 } },
    required: ['city', 'days'],
    additionalProperties: false,
  },
}
const clock: ToolSpec = { name: 'clock', parameters: { type: 'object', properties: {} } }

describe('a tool call', () => {
  test('is told in pieces and as a whole, and is not run', async () => {
    const events = await eventsOf(caller.stream(asked('Oslo?', { tools: [weather] })))
    const deltas = events.filter((event) => event.type === 'tool-call-delta')
    const calls = events.filter((event) => event.type === 'tool-call')
    expect(textIn(events).trim()).toBe('Let me look.')
    expect(calls).toHaveLength(1)
    const { call } = calls[0] ?? expect.fail('no call')
    expect(call).toMatchObject({ name: 'weather', id: expect.stringMatching(/^call_/) })
    expect(JSON.parse(call.arguments)).toEqual({ city: 'Oslo', days: 3 })
    expect(deltas.map(({ delta }) => delta).join('')).toBe(call.arguments)
    expect(new Set(deltas.map(({ id, name, index }) => `${index} ${id} ${name}`))).toEqual(
      new Set([`0 ${call.id} weather`]),
    )
    expect(events.at(-1)).toMatchObject({
      type: 'finish',
      finishReason: 'tool-calls',
      rawFinishReason: 'functionCalls',
    })
  })

  test('without parameters has an empty object for arguments', async () => {
    const { parts } = await caller.chat(asked('Time?', { tools: [clock] }))
    expect(parts.at(-1)).toMatchObject({ type: 'tool-call', name: 'clock', arguments: '{}' })
  })

  test('is not made where the model does not want one, or may not', async () => {
    expect(await talker.chat(asked('Oslo?', { tools: [weather] }))).toMatchObject({ finishReason: 'stop' })
    const silenced = await caller.chat(asked('Oslo?', { tools: [weather], toolChoice: 'none' }))
    expect(silenced.finishReason).toBe('stop')
    expect(textOf(silenced)).toContain('||call:')
  })

  test('and its result are read with the conversation', async () => {
    const history = (output: unknown, isError?: boolean): ChatMessage[] => [
      { role: 'user', content: 'Oslo?' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool-call', id: 'a', name: 'weather', arguments: '{"city":"Oslo","days":3}' },
        ],
      },
      { role: 'tool', content: [{ type: 'tool-result', id: 'a', output, isError }] },
    ]
    const tokens = async (messages: ChatMessage[]) =>
      (await talker.chat({ messages, tools: [weather], maxTokens: 1 })).usage?.inputTokens ?? 0
    const none = await tokens(history(''))
    const rain = await tokens(history('heavy rain with wind'))
    expect(rain - none).toBe('heavy rain with wind'.length)
    expect(await tokens(history('heavy rain with wind', true))).toBeGreaterThan(rain)
    expect(await tokens(history({ sky: 'gray' }))).toBeGreaterThan(none)
    const stray: ChatMessage = {
      role: 'tool',
      content: [{ type: 'tool-result', id: 'b', name: 'clock', output: 'noon' }],
    }
    expect(await tokens([...history('x'), stray])).toBeGreaterThan(await tokens(history('x')))
  })

  test('warns of what its arguments are not held to', async () => {
    const { city } = weather.parameters.properties as Record<string, object>
    const parameters = { type: 'object', properties: { city: { ...city, pattern: 'O' } } }
    const { warnings, parts } = await caller.chat(
      asked('Oslo?', { tools: [{ name: 'weather', parameters }] }),
    )
    expect(parts.at(-1)).toMatchObject({ name: 'weather' })
    expect(warnings).toEqual([
      {
        code: 'schema-loosened',
        message: 'Calls of weather are held to its parameters, but not to: pattern.',
      },
    ])
  })

  test('that must be made is refused by name, as is one beside JSON', async () => {
    for (const request of [
      { toolChoice: 'required' },
      { toolChoice: { name: 'weather' } },
      { output: { mode: 'object' } },
    ] as const)
      await expect(caller.chat(asked('Oslo?', { tools: [weather], ...request }))).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringMatching(/toolChoice|JSON/),
      })
  })
})
