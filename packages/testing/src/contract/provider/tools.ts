import { ask, type Message, type ToolSpec } from '@aiu/core'
import { OSLO } from '../../wire/wire-kit.ts'
import type { Capability } from '../capability-list.ts'
import { must, same, show } from '../rule.ts'
import { inOrder, request } from './answers.ts'
import { QUESTION, streamed } from './bench.ts'
import { bodiesOf, carried, carriedOrRefused, reached } from './carried.ts'
import type { Check } from './check.ts'

export const WEATHER: ToolSpec = {
  name: 'weather',
  description: 'Weather of a city-kx7',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string', description: 'its-name-kx7' } },
    required: ['city'],
    additionalProperties: false,
  },
}

const CHOICES: readonly (readonly [capability: Capability, choice: unknown])[] = [
  ['tool choice: none', 'none'],
  ['tool choice: required', 'required'],
  ['tool choice: by name', { name: WEATHER.name }],
]

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Tools: told, chosen, called, answered. */
export const toolChecks: readonly Check[] = [
  {
    name: 'tool calls, there and back',
    wants:
      'tools to reach the server and its calls to come back whole and in their order, behind the deltas that join to them; or `unsupported` before sending',
    because: 'a tool runs on exactly what the model wrote',
    async run(bench) {
      const provider = await bench.good()
      const second = { id: 'call_b', name: 'weather', arguments: '{"city":"Rome \\"x\\" ü"}' }
      const said = { text: ['Let me look.'], toolCalls: [OSLO, second], finishReason: 'tool-calls' } as const
      if (bench.wire.stream(said)) bench.server.say(said)
      const tools = [WEATHER]
      if (!(await carriedOrRefused(provider, bench, QUESTION, { tools }))) {
        for (const capability of ['tools', 'tool call pieces', ...CHOICES.map(([name]) => name)] as const)
          bench.prove(capability, 'refused')
        return
      }
      reached(bench, 'weather', 'city-kx7', 'its-name-kx7')
      must(bench.wire.stream(said), 'It takes tools, and its wire kit has no word for a tool call.')
      const wanted = said.toolCalls.map((call) => [call.name, JSON.parse(call.arguments)])
      const check = (calls: readonly { name: string; arguments: string }[], where: string): void =>
        must(
          same(
            calls.map((call) => [call.name, parsed(call.arguments)]),
            wanted,
          ),
          () => `${where} the calls are ${show(calls)}.`,
        )
      const whole = await ask(provider, QUESTION, { tools })
      const pieces = await streamed(provider, QUESTION, { tools })
      check(whole.toolCalls, 'Whole,')
      check(pieces.toolCalls, 'As a stream,')
      for (const { finishReason, text } of [whole, pieces]) {
        must(finishReason === 'tool-calls', () => `The finish reason is ${show(finishReason)}.`)
        must(text === 'Let me look.', () => `The text beside the calls is ${show(text)}.`)
      }
      const events = await inOrder(provider, request({ tools }))
      const calls = events.flatMap((event) => (event.type === 'tool-call' ? [event.call] : []))
      const deltas = events.flatMap((event) => (event.type === 'tool-call-delta' ? [event] : []))
      check(calls, 'As events,')
      must(new Set(calls.map(({ id }) => id)).size === 2, 'The calls have no ids of their own.')
      for (const [index, call] of deltas.length ? calls.entries() : []) {
        const mine = deltas.filter((delta) => delta.index === index)
        const joined = mine.map(({ delta }) => delta).join('')
        must(joined === call.arguments, () => `The deltas of call ${index} join to ${show(joined)}.`)
        must(
          mine.every(({ id }) => id === call.id),
          () => `The deltas of call ${index} have another id than the call.`,
        )
      }
      const types = events.map(({ type }) => type)
      must(
        types.lastIndexOf('tool-call-delta') < types.indexOf('tool-call'),
        () => `The events come as ${show(types)}: a whole call before the last piece.`,
      )
      bench.prove('tools', 'yes')
      bench.prove('tool call pieces', deltas.length ? 'yes' : 'no')
    },
  },
  {
    name: 'a conversation with the results of tools',
    wants: 'calls and results of earlier turns to reach the server; or `unsupported` before sending',
    because: 'a model that is not told what its tools gave asks them again',
    async run(bench) {
      const provider = await bench.good()
      const prompt: Message[] = [
        { role: 'user', content: QUESTION },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'looking-kx7' },
            { type: 'tool-call', id: 'call_a', name: 'weather', arguments: '{"city":"city-kx7"}' },
          ],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', id: 'call_a', name: 'weather', output: { sky: 'gray-kx7' } }],
        },
      ]
      if (await carriedOrRefused(provider, bench, prompt, {}))
        reached(bench, 'looking-kx7', 'weather', 'city-kx7', 'gray-kx7')
    },
  },
  {
    name: 'whether a tool is called is as the caller wants it',
    wants: 'each form of `toolChoice` to make a request of its own; or `unsupported` before sending',
    because: 'a tool that must not run, runs',
    async run(bench) {
      const provider = await bench.good()
      const tools = [WEATHER]
      if (!(await carriedOrRefused(provider, bench, QUESTION, { tools }))) return
      const seen = await bodiesOf(bench, provider, { tools })
      for (const [capability, toolChoice] of CHOICES) {
        const verdict = await carried(bench, provider, {
          what: `toolChoice ${show(toolChoice)}`,
          options: { tools, toolChoice },
          arrived: ({ text }) => !seen.includes(text),
        })
        if (verdict === 'yes') seen.push(...bench.server.requests.slice(-2).map(({ text }) => text))
        bench.prove(capability, verdict)
      }
    },
  },
]
