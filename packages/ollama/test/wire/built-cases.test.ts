import { embed } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { replayFetch } from '@aiu/testing'
import { builtCases } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { fourWays } from '../support/four-ways.ts'

const cases = builtCases()
const chats = cases.filter(({ api }) => api === 'ollama-chat')

test('they are there', () => expect(chats.length).toBeGreaterThan(35))

describe('built cases', () => fourWays(chats))

test.each(cases.filter(({ api }) => api === 'ollama-embed'))('$id', async ({ reply, expected }) => {
  const provider = ollama({ embeddingModel: 'm', fetch: replayFetch(reply) })
  const texts = (expected.embeddings ?? []).map((_, index) => `text ${index}`)
  const { embeddings, usage } = await embed(provider, texts)
  expect(embeddings).toEqual(expected.embeddings)
  expect(usage?.inputTokens).toBe(expected.usage?.input)
})
