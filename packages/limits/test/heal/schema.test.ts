import { askJson, type Layer, stream, streamJson, wrap } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { describe, expect, test } from 'vitest'
import { capabilityMemory, heal } from '../../src/index.ts'
import { City, OSLO } from '../city.ts'
import { type Body, bodiesOf, quirkyServer, type Refusal } from '../support.ts'

const NO_SCHEMA =
  "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. Learn more about supported models at the Structured Outputs guide"
const NO_FORMAT = 'This response_format type is unavailable now'
const NO_TOOLS = 'Tool calling is not supported with this model'

type Format = { readonly type: string; readonly json_schema?: { readonly strict?: boolean } } | undefined
const formatOf = (body: Body) => body.response_format as Format
const schemaIn = (body: Body): boolean => JSON.stringify(body.messages).includes('people')

const begin = async (refuse: (body: Body) => Refusal | undefined, layer: Layer = heal()) => {
  const server = await quirkyServer(refuse)
  return { server, provider: wrap(openaiCompatible({ baseURL: server.baseURL, model: 'm' }), layer) }
}

/** How each request asked for JSON. */
const asked = (bodies: readonly Body[]): readonly (string | undefined)[] =>
  bodies.map((body) => {
    const format = formatOf(body)
    if (format) return format.json_schema?.strict ? 'strict' : format.type
    return body.tools ? 'tool' : schemaIn(body) ? 'prompt' : undefined
  })

const LADDER: readonly [string, (body: Body) => Refusal | undefined, readonly string[]][] = [
  [
    'a strict schema outside the vendor’s subset goes unstrict',
    (body) =>
      formatOf(body)?.json_schema?.strict
        ? "Invalid schema for response_format 'answer': In context=(), 'additionalProperties' is required to be supplied and to be false."
        : undefined,
    ['strict', 'json_schema'],
  ],
  [
    'strict itself is refused',
    (body) =>
      formatOf(body)?.json_schema?.strict
        ? '[{"type":"extra_forbidden","loc":["body","response_format","json_schema","strict"],"msg":"Extra inputs are not permitted"}]'
        : undefined,
    ['strict', 'json_schema'],
  ],
  [
    'no schemas: JSON mode, with the schema in the prompt',
    (body) => (formatOf(body)?.json_schema ? NO_SCHEMA : undefined),
    ['strict', 'json_object'],
  ],
  [
    'no such type: likewise',
    (body) => (formatOf(body)?.json_schema ? NO_FORMAT : undefined),
    ['strict', 'json_object'],
  ],
  [
    'in other words',
    (body) =>
      formatOf(body)?.json_schema ? 'Structured outputs are not supported for this model' : undefined,
    ['strict', 'json_object'],
  ],
  [
    'no JSON mode either: a tool',
    (body) => (formatOf(body) ? 'Unrecognized request argument supplied: response_format' : undefined),
    ['strict', 'json_object', 'tool'],
  ],
  [
    'no tools either: the prompt alone',
    (body) => (formatOf(body) ? NO_FORMAT : body.tools ? NO_TOOLS : undefined),
    ['strict', 'json_object', 'tool', 'prompt'],
  ],
]

describe.each(LADDER)('%s', (_, refuse, steps) => {
  test('askJson ends with a value', async () => {
    const { server, provider } = await begin(refuse)
    const answer = await askJson(provider, 'Which city?', City)
    expect(answer.value).toEqual(OSLO)
    expect(answer.finishReason).toBe('stop')
    expect(answer.toolCalls).toEqual([])
    expect(answer.message.content).toEqual([{ type: 'text', text: answer.text }])
    expect(answer.warnings).toEqual([{ code: 'healed', message: expect.stringMatching(/JSON /) }])
    expect(asked(bodiesOf(server))).toEqual(steps)
    const last = bodiesOf(server).at(-1) as Body
    expect(schemaIn(last)).toBe(!formatOf(last)?.json_schema)
  })

  test('streamJson too', async () => {
    const { server, provider } = await begin(refuse)
    const live = streamJson(provider, 'Which city?', City)
    const seen: unknown[] = []
    for await (const value of live) seen.push(value)
    expect(seen.length).toBeGreaterThan(1)
    expect(seen.at(-1)).toEqual(OSLO)
    const answer = await live.response
    expect(answer.value).toEqual(OSLO)
    expect(answer.finishReason).toBe('stop')
    expect(answer.warnings).toMatchObject([{ code: 'healed' }])
    expect(asked(bodiesOf(server))).toEqual(steps)
  })
})

test('what a server cannot do is remembered; what a schema cannot be is not', async () => {
  const memory = capabilityMemory()
  const able = await begin(LADDER[6]?.[1] as () => undefined, heal(memory))
  await askJson(able.provider, 'Which city?', City)
  await askJson(able.provider, 'Which city?', City)
  expect(asked(bodiesOf(able.server))).toEqual(['strict', 'json_object', 'tool', 'prompt', 'prompt'])

  const invalid = await begin(LADDER[0]?.[1] as () => undefined, heal(memory))
  await askJson(invalid.provider, 'Which city?', City)
  expect(Object.keys(memory.toJSON())).toEqual([`${able.server.baseURL} m`])
})

test('a tool that stood in is text in a stream, piece by piece', async () => {
  const { provider } = await begin((body) => (formatOf(body) ? NO_FORMAT : undefined))
  const live = stream(provider, 'Which city?', { output: { mode: 'schema', schema: City.jsonSchema } })
  const types: string[] = []
  for await (const { type } of live) types.push(type)
  expect(new Set(types)).toEqual(new Set(['start', 'text', 'finish']))
  expect(types.filter((type) => type === 'text').length).toBeGreaterThan(3)
  expect((await live.response).text).toBe(JSON.stringify(OSLO))
})

test('where there are tools, none stands in', async () => {
  const { server, provider } = await begin((body) => (formatOf(body) ? NO_FORMAT : undefined))
  const tools = [{ name: 'weather', parameters: { type: 'object' } }]
  const answer = await askJson(provider, 'Which city?', City, { tools })
  expect(answer.value).toEqual(OSLO)
  expect(bodiesOf(server).at(-1)).toMatchObject({ tools: [{ function: { name: 'weather' } }] })
  expect(server.requests).toHaveLength(3)
})

test('a tool that is known to stand in leaves those of the caller alone', async () => {
  const { server, provider } = await begin((body) => (formatOf(body) ? NO_FORMAT : undefined))
  await askJson(provider, 'Which city?', City)
  const tools = [{ name: 'weather', parameters: { type: 'object' } }]
  const { warnings } = await askJson(provider, 'Which city?', City, { tools })
  expect(warnings).toMatchObject([{ message: expect.stringContaining('sent as prompt') }])
  expect(server.requests).toHaveLength(4)
  expect(bodiesOf(server).at(-1)).toMatchObject({ tools: [{ function: { name: 'weather' } }] })
  expect(bodiesOf(server).at(-1)?.tool_choice).toBeUndefined()
})

test('a way that tools rule out is left for the prompt', async () => {
  const { server, provider } = await begin((body) =>
    formatOf(body)?.json_schema
      ? NO_SCHEMA
      : formatOf(body) && body.tools
        ? 'json mode cannot be combined with tool/function calling'
        : undefined,
  )
  const tools = [{ name: 'weather', parameters: { type: 'object' } }]
  expect((await askJson(provider, 'Which city?', City, { tools })).value).toEqual(OSLO)
  expect(server.requests).toHaveLength(3)
})

test('a format of your own in extra is yours', async () => {
  const { server, provider } = await begin((body) => (formatOf(body) ? NO_FORMAT : undefined))
  const own = { extra: { response_format: { type: 'json_object' } } }
  await expect(stream(provider, 'Which city?', own).response).rejects.toMatchObject({ code: 'bad-request' })
  expect(server.requests).toHaveLength(1)
})

test('a server without plain JSON mode keeps its schemas', async () => {
  const { server, provider } = await begin((body) =>
    formatOf(body)?.type === 'json_object'
      ? "'response_format.type' must be 'json_schema' or 'text'"
      : undefined,
  )
  const plain = () => stream(provider, 'Answer in JSON', { output: { mode: 'object' } }).response
  expect((await plain()).warnings).toHaveLength(1)
  await plain()
  const { warnings } = await askJson(provider, 'Which city?', City)
  expect(warnings).toEqual([])
  expect(bodiesOf(server).map((body) => formatOf(body)?.type)).toEqual([
    'json_object',
    undefined,
    undefined,
    'json_schema',
  ])
})
