import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { embed, listModels } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { replayFetch } from '@aiu/testing'
import { readCases, replayServer } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { failing } from '../support/failing.ts'
import { fourWays } from '../support/four-ways.ts'
import { WHY_ABSENT, wireFolder } from '../support/wire-folder.ts'

// `ollama-generate` is an API that this package does not speak: /api/chat does all that it does.
if (wireFolder) {
  const folder = join(wireFolder, 'ollama-docs')
  const cases = readCases(folder)
  const of = (api: string) => cases.filter((one) => one.api === api)

  test('all of them are there', () => {
    expect(readdirSync(folder).length).toBeGreaterThan(30)
    expect([of('ollama-chat'), of('ollama-embed'), of('ollama-meta')].map(({ length }) => length)).toEqual([
      9, 3, 1,
    ])
  })

  describe('shared wire cases', () => fourWays(of('ollama-chat')))

  describe.each(of('ollama-embed'))('$id', ({ id, reply }) => {
    const { expected } = JSON.parse(readFileSync(join(folder, `${id}.case.json`), 'utf8'))
    const texts = Array.from({ length: expected.count }, (_, index) => `text ${index}`)

    test.each(['whole', 'bytes'] as const)('%s', async (pace) => {
      const provider = ollama({ model: 'm', fetch: replayFetch(reply, { pace }) })
      const { embeddings, usage } = await embed(provider, texts)
      expect(embeddings.map(({ length }) => length)).toEqual(texts.map(() => expected.dimensions))
      expect(embeddings[0]?.slice(0, 3)).toEqual(expected.firstValues)
      expect(usage?.inputTokens).toBe(expected.usage?.input)
    })

    test('cut, or of another number than was asked for', async () => {
      for (const cutAt of [0, 1, reply.body.length >> 1]) {
        const cut = ollama({ model: 'm', fetch: replayFetch(reply, { cutAt }) })
        expect((await failing(() => embed(cut, texts))).code).toBe('malformed')
      }
      const other = ollama({ model: 'm', fetch: replayFetch(reply) })
      const error = await failing(() => embed(other, [...texts, 'one more']))
      expect(error.code).toBe('malformed')
      expect(error.message).toContain(`${texts.length} vectors for ${texts.length + 1} inputs`)
    })
  })

  test('the models of the documents', async () => {
    const [tags] = of('ollama-meta')
    if (!tags) throw new Error('no case')
    await using server = await replayServer({ routes: { 'GET /api/tags': tags.reply } })
    // Nothing is told of each: they are listed all the same.
    expect(await listModels(ollama({ baseURL: server.origin }))).toEqual([
      { id: 'deepseek-r1:latest' },
      { id: 'llama3.2:latest' },
    ])
  })
} else test('shared wire cases', ({ skip }) => skip(WHY_ABSENT))
