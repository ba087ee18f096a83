import { ask, askJson, type Provider, stream, streamJson, wrap } from '@aiu/core'
import { groq } from '@aiu/groq'
import { ollama } from '@aiu/ollama'
import { openai } from '@aiu/openai'
import { openaiCompatible } from '@aiu/openai-compatible'
import {
  chatCompletionsWire,
  groqWire,
  ollamaWire,
  responsesWire,
  type WireAnswer,
  type WireKit,
} from '@aiu/testing'
import { loopbackServer } from '@aiu/testing/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import { heal } from '../../src/index.ts'
import { City, OSLO } from '../city.ts'
import type { Body } from '../support.ts'

interface Subject {
  readonly name: string
  readonly wire: WireKit
  make(baseURL: string): Provider
  /** How the wire names them. */
  readonly temperature: string
  readonly format: string
  readonly thinking: string
  /** Its API can force a tool. */
  readonly tools: boolean
}

const chat = {
  temperature: 'temperature',
  format: 'response_format',
  thinking: 'reasoning_effort',
  tools: true,
}
const subjects: readonly Subject[] = [
  {
    name: 'openaiCompatible',
    wire: chatCompletionsWire,
    make: (baseURL) => openaiCompatible({ baseURL, model: 'm' }),
    ...chat,
  },
  {
    name: 'openai, Responses',
    wire: responsesWire,
    make: (baseURL) => openai({ baseURL, apiKey: 'made-up', model: 'm' }),
    temperature: 'temperature',
    format: 'text.format',
    thinking: 'reasoning.effort',
    tools: true,
  },
  {
    name: 'openai, chat completions',
    wire: chatCompletionsWire,
    make: (baseURL) => openai({ baseURL, apiKey: 'made-up', model: 'm', api: 'chat' }),
    ...chat,
  },
  {
    name: 'groq',
    wire: groqWire,
    make: (baseURL) => groq({ baseURL, apiKey: 'made-up', model: 'm' }),
    ...chat,
  },
  {
    name: 'ollama',
    wire: ollamaWire,
    make: (baseURL) => ollama({ baseURL, model: 'm' }),
    temperature: 'options.temperature',
    format: 'format',
    thinking: 'think',
    tools: false,
  },
]

const at = (body: Body, path: string): unknown =>
  path.split('.').reduce((value: unknown, name) => (value as Body | undefined)?.[name], body)

async function serverOf(wire: WireKit, refuse: (body: Body) => string | undefined) {
  const bodies: Body[] = []
  const server = await loopbackServer(({ request, response }) => {
    const asked = wire.asks(request)
    const body = request.body ?? {}
    if (asked?.operation !== 'chat') return void response.writeHead(404).end()
    bodies.push(body)
    const refusal = refuse(body)
    if (refusal) {
      response.writeHead(400, { 'content-type': 'application/json' })
      return void response.end(wire.error({ message: refusal }))
    }
    const json = JSON.stringify(OSLO)
    const answer: WireAnswer = body.tools
      ? { text: [], toolCalls: [{ id: 'c1', name: 'answer', arguments: json }], finishReason: 'tool-calls' }
      : { text: [json.slice(0, 9), json.slice(9)], finishReason: 'stop' }
    response.setHeader('content-type', asked.stream ? wire.streams : 'application/json')
    response.end(asked.stream ? wire.stream(answer)?.join('') : wire.whole?.(answer))
  })
  onTestFinished(() => server.close())
  return { baseURL: server.origin + wire.path, bodies }
}

describe.each(subjects)('$name', ({ wire, make, temperature, format, thinking, tools }) => {
  const begin = async (refuse: (body: Body) => string | undefined) => {
    const { baseURL, bodies } = await serverOf(wire, refuse)
    return { provider: wrap(make(baseURL), heal()), bodies }
  }

  test('goes without a parameter, and without a thought', async () => {
    const { provider, bodies } = await begin((body) =>
      at(body, temperature) !== undefined
        ? `Unsupported parameter: '${temperature}' is not supported with this model.`
        : at(body, thinking) !== undefined
          ? '"m" does not support thinking'
          : undefined,
    )
    const options = { temperature: 0, reasoning: 'low' } as const
    expect((await ask(provider, 'Hello', options)).warnings).toHaveLength(2)
    expect((await stream(provider, 'Hello', options).response).warnings).toHaveLength(2)
    expect(bodies).toHaveLength(4)
  })

  test('keeps to a schema in JSON mode', async () => {
    const { provider, bodies } = await begin((body) =>
      JSON.stringify(at(body, format))?.includes('people')
        ? `${format}: schemas are not supported`
        : undefined,
    )
    expect((await askJson(provider, 'Which?', City)).value).toEqual(OSLO)
    expect((await streamJson(provider, 'Which?', City).response).value).toEqual(OSLO)
    expect(bodies).toHaveLength(3)
    expect(at(bodies[2] as Body, format)).toBeDefined()
  })

  test('without any JSON mode: by a tool where the API can force one', async () => {
    const { provider, bodies } = await begin((body) =>
      at(body, format) ? `Unsupported parameter: '${format}'` : undefined,
    )
    for (const answer of [
      await askJson(provider, 'Which?', City),
      await streamJson(provider, 'Which?', City).response,
    ]) {
      expect(answer.value).toEqual(OSLO)
      expect(answer.text).toBe(JSON.stringify(OSLO))
      expect(answer.finishReason).toBe('stop')
      expect(answer.toolCalls).toEqual([])
    }
    expect(!!bodies.at(-1)?.tools).toBe(tools)
    expect(bodies).toHaveLength(4)
  })

  test('nor any tools: by the prompt', async () => {
    const { provider, bodies } = await begin((body) =>
      at(body, format) ? `'${format}' is not available` : body.tools ? 'm does not support tools' : undefined,
    )
    expect((await streamJson(provider, 'Which?', City).response).value).toEqual(OSLO)
    expect((await askJson(provider, 'Which?', City)).value).toEqual(OSLO)
    expect(JSON.stringify(bodies.at(-1))).toContain('people')
    expect(bodies).toHaveLength(tools ? 5 : 4)
  })
})
