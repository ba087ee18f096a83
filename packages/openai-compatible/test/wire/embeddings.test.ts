import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AiuError, embed } from '@aiu/core'
import { openaiCompatibleEmbeddings } from '@aiu/openai-compatible'
import { type Pace, replayFetch, seededCuts } from '@aiu/testing'
import { builtCases, readCases, replayServer } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { failing, KEY } from '../support/failing.ts'
import { WHY_ABSENT, wireFolder } from '../support/wire-folder.ts'

const provider = (options: { fetch?: typeof fetch; baseURL?: string }) =>
  openaiCompatibleEmbeddings({ baseURL: 'http://server.test/v1', apiKey: KEY, model: 'embed-1', ...options })

const paces = (length: number): [string, Pace][] => [
  ['whole', 'whole'],
  ['byte by byte', 'bytes'],
  ['random cuts', seededCuts(length, 20, 1)],
]

describe.each(builtCases().filter(({ api }) => api === 'embeddings'))('$id', ({ reply, expected }) => {
  test.each(paces(reply.body.length))('%s', async (_, pace) => {
    const answer = await embed(provider({ fetch: replayFetch(reply, { pace }) }), ['a', 'b'])
    expect(answer.embeddings).toEqual(expected.embeddings)
    if (expected.usage)
      expect(answer.usage).toMatchObject({ inputTokens: 4, totalTokens: 4, source: 'provider' })
    expect(answer).toMatchObject({ model: 'embed-1', attempts: [{ operation: 'embed', outcome: 'done' }] })
  })

  test('cut before its end', async () => {
    for (const cutAt of [0, 1, Math.floor(reply.body.length / 2), reply.body.length - 3]) {
      const error = await failing(embed(provider({ fetch: replayFetch(reply, { cutAt }) }), ['a', 'b']))
      expect(error.code).toBe('malformed')
    }
  })
})

describe('shared wire cases', () => {
  if (!wireFolder) return test('embeddings', ({ skip }) => skip(WHY_ABSENT))
  const all = readCases(join(wireFolder, 'vercel-ai')).filter(({ api }) => api === 'embeddings')
  test('there is one', () => expect(all.length).toBeGreaterThan(0))
  test.each(all)('$id', async ({ id, reply }) => {
    type Said = {
      count: number
      dimensions: number
      firstValues: number[]
      usage: { input: number; total: number }
    }
    const { expected } = JSON.parse(
      readFileSync(join(wireFolder ?? '', 'vercel-ai', `${id}.case.json`), 'utf8'),
    )
    const { count, dimensions, firstValues, usage } = expected as Said
    const inputs = Array.from({ length: count }, (_, index) => `text ${index}`)
    for (const [, pace] of paces(reply.body.length)) {
      const answer = await embed(provider({ fetch: replayFetch(reply, { pace }) }), inputs)
      expect(answer.embeddings.map(({ length }) => length)).toEqual(inputs.map(() => dimensions))
      expect(answer.embeddings[0]?.slice(0, firstValues.length)).toEqual(firstValues)
      expect(answer.usage).toMatchObject({ inputTokens: usage.input, totalTokens: usage.total })
    }
  })
})

describe('embed', () => {
  const refused = async (body: string, count = 2): Promise<AiuError> =>
    failing(
      embed(
        provider({ fetch: replayFetch({ body }) }),
        Array.from({ length: count }, () => 'a'),
      ),
    )

  test('sends the texts, and asks for floats', async () => {
    await using server = await replayServer({
      reply: { body: '{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[2]}]}' },
    })
    await embed(provider({ baseURL: server.baseURL }), ['a', 'b'], { model: 'other', dimensions: 1 })
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/embeddings' })
    const body = { model: 'other', input: ['a', 'b'], dimensions: 1, encoding_format: 'float' }
    expect(server.requests[0]?.body).toEqual(body)
  })

  test.each([
    ['fewer vectors than texts', '{"data":[{"index":0,"embedding":[1]}]}', 'malformed'],
    ['one index twice', '{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[2]}]}', 'malformed'],
    [
      'an index out of range',
      '{"data":[{"index":0,"embedding":[1]},{"index":2147483648,"embedding":[2]}]}',
      'malformed',
    ],
    ['no list', '{"object":"list"}', 'malformed'],
    [
      'a vector that is none',
      '{"data":[{"index":0,"embedding":null},{"index":1,"embedding":[1]}]}',
      'malformed',
    ],
    ['an error in a good status', '{"error":{"message":"No such model.","code":404}}', 'not-found'],
    ['an empty reply', '', 'malformed'],
  ])('%s is an error', async (_, body, code) => {
    expect((await refused(body)).code).toBe(code)
  })

  test.each([[[]], [['']]])('nothing to embed is refused before any request: %j', async (input) => {
    await using server = await replayServer({ reply: { body: '{}' } })
    expect((await failing(async () => embed(provider({ baseURL: server.baseURL }), input))).code).toBe(
      'invalid-request',
    )
    expect(server.requests).toHaveLength(0)
  })
})
