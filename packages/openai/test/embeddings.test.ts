import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { embed } from '@aiu/core'
import { openai } from '@aiu/openai'
import { replayFetch, seededCuts } from '@aiu/testing'
import { readCases, replayServer } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { failing, KEY } from './support/failing.ts'
import { WHY_ABSENT, wireFolder } from './support/wire-folder.ts'

const packed = (...vector: number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64')

/** A provider whose server answers each text with its length, in batches as they were asked for. */
function measuring(tell: (input: readonly string[], batch: number) => object = () => ({})) {
  const batches: (readonly string[])[] = []
  const bodies: Readonly<Record<string, unknown>>[] = []
  const answering: typeof fetch = async (_, init) => {
    const body = JSON.parse(`${init?.body}`)
    const input = body.input as string[]
    bodies.push(body)
    batches.push(input)
    const data = input.map((text, index) => ({ index, embedding: packed(text.length, 0.5) })).reverse()
    return Response.json({ model: body.model, data, ...tell(input, batches.length - 1) })
  }
  return { provider: openai({ apiKey: KEY, fetch: answering }), batches, bodies }
}
const sizes = (batches: readonly (readonly string[])[]) => batches.map(({ length }) => length)

describe('batches', () => {
  test('of at most 2,048 texts; the order stays and the usage is a sum', async () => {
    const { provider, batches } = measuring((input) => ({
      usage: { prompt_tokens: input.length, total_tokens: input.length },
    }))
    const texts = Array.from({ length: 5000 }, (_, at) => '.'.repeat((at % 9) + 1))
    const { embeddings, usage, model } = await embed(provider, texts)
    expect(sizes(batches)).toEqual([2048, 2048, 904])
    expect(batches.flat()).toEqual(texts)
    expect(embeddings.map(([size]) => size)).toEqual(texts.map(({ length }) => length))
    expect(usage).toEqual({ inputTokens: 5000, totalTokens: 5000, source: 'provider' })
    expect(model).toBe('text-embedding-3-small')
  })

  test('of at most 300,000 tokens, whatever a token is', async () => {
    for (const text of ['a'.repeat(1000), 'ü'.repeat(500), '🏔'.repeat(250)]) {
      const { provider, batches } = measuring()
      await embed(
        provider,
        Array.from({ length: 700 }, () => text),
      )
      expect(sizes(batches)).toEqual([300, 300, 100])
    }
  })

  test('long texts count as what the API takes of one, and one too long goes out alone or not', async () => {
    const { provider, batches } = measuring()
    const texts = Array.from({ length: 40 }, () => 'a'.repeat(1_000_000))
    await embed(provider, texts)
    expect(sizes(batches)).toEqual([36, 4])
  })

  test('usage that one of them does not tell is unknown', async () => {
    const { provider } = measuring((_, batch) => (batch ? {} : { usage: { prompt_tokens: 1 } }))
    const texts = Array.from({ length: 2049 }, () => 'a')
    expect((await embed(provider, texts)).usage).toBeUndefined()
  })

  test('an abort between two of them ends it', async () => {
    const control = new AbortController()
    const { provider, batches } = measuring(() => {
      control.abort()
      return {}
    })
    const texts = Array.from({ length: 5000 }, () => 'a')
    expect((await failing(embed(provider, texts, { signal: control.signal }))).code).toBe('aborted')
    expect(batches).toHaveLength(1)
  })
})

test('what is sent', async () => {
  const { provider, bodies } = measuring()
  await embed(provider, ['a', 'b'])
  await embed(provider, 'c', { model: 'text-embedding-3-large', dimensions: 2, extra: { user: 'u' } })
  expect(bodies).toEqual([
    { model: 'text-embedding-3-small', input: ['a', 'b'], encoding_format: 'base64' },
    { model: 'text-embedding-3-large', input: ['c'], dimensions: 2, encoding_format: 'base64', user: 'u' },
  ])
  const other = openai({ apiKey: KEY, embeddingModel: 'e' })
  expect([provider.scope, other.scope]).toEqual(['responses', 'responses e'])
})

describe('vectors', () => {
  const answered = (data: unknown) =>
    embed(openai({ apiKey: KEY, fetch: replayFetch({ body: JSON.stringify({ data }) }) }), ['a', 'b'])

  test('packed, and as they are, by their index', async () => {
    const data = [
      { index: 1, embedding: [3, 4] },
      { index: 0, embedding: packed(1, -2.5) },
    ]
    expect((await answered(data)).embeddings).toEqual([
      [1, -2.5],
      [3, 4],
    ])
    expect((await answered([{ embedding: [1] }, { embedding: [2] }])).embeddings).toEqual([[1], [2]])
  })

  test.each<[string, unknown]>([
    ['too few', [{ index: 0, embedding: [1] }]],
    ['one place twice', [1, 2].map((at) => ({ index: 0, embedding: [at] }))],
    ['a place beyond', [0, 9].map((index) => ({ index, embedding: [1] }))],
    [
      'none in one',
      [
        { index: 0, embedding: [1] },
        { index: 1, embedding: null },
      ],
    ],
    ['null for one', [{ index: 0, embedding: [1] }, null]],
    [
      'no base64',
      [
        { index: 0, embedding: [1] },
        { index: 1, embedding: 'ü%' },
      ],
    ],
    ['no list', 'x'],
  ])('%s is malformed', async (_, data) => {
    expect((await failing(answered(data))).code).toBe('malformed')
  })
})

test.each([[[]], [['']], [['a', '']]])('nothing to embed is refused: %j', async (input) => {
  const { provider, batches } = measuring()
  expect((await failing(async () => embed(provider, input))).code).toBe('invalid-request')
  expect(batches).toEqual([])
})

test('a model that is not there is told with the nearest names', async () => {
  const routes = {
    'POST /v1/embeddings': {
      status: 404,
      body: '{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}',
    },
    'GET /v1/models': { body: '{"data":[{"id":"text-embedding-3-small"},{"id":"gpt-6-luna"}]}' },
  }
  await using server = await replayServer({ routes })
  const provider = openai({ baseURL: server.origin, apiKey: KEY })
  const error = await failing(embed(provider, 'a', { model: 'text-embeding-3-smal' }))
  expect([error.code, error.hint]).toEqual([
    'not-found',
    expect.stringContaining('Near names: text-embedding-3-small.'),
  ])
})

describe('shared wire cases', () => {
  if (!wireFolder) return test('embeddings', ({ skip }) => skip(WHY_ABSENT))
  const folder = join(wireFolder, 'vercel-ai')
  const all = readCases(folder).filter(({ api }) => api === 'embeddings')
  test('there is one', () => expect(all.length).toBeGreaterThan(0))
  test.each(all)('$id', async ({ id, reply }) => {
    const { expected } = JSON.parse(readFileSync(join(folder, `${id}.case.json`), 'utf8'))
    const { count, dimensions, firstValues, usage } = expected
    for (const pace of ['whole', 'bytes', seededCuts(reply.body.length, 20, 1)] as const) {
      const provider = openai({ apiKey: KEY, fetch: replayFetch(reply, { pace }) })
      const answer = await embed(
        provider,
        Array.from({ length: count }, () => 'x'),
      )
      expect(answer.embeddings.map(({ length }) => length)).toEqual(Array(count).fill(dimensions))
      expect(answer.embeddings[0]?.slice(0, firstValues.length)).toEqual(firstValues)
      expect(answer.usage).toMatchObject({ inputTokens: usage.input, totalTokens: usage.total })
    }
  })
})
