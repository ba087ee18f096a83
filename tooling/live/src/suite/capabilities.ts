import {
  type AnyProvider,
  ask,
  embed,
  type HealthProvider,
  image,
  isAiuError,
  listModels,
  type ToolSpec,
} from '@aiu/core'
import { expect, test } from 'vitest'
import type { Traits } from './traits.ts'

/** A gray pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=='

const weather: ToolSpec = {
  name: 'weather',
  description: 'Weather of a city now',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
}

/** What it came to: an answer, or an error of ours that says what to do. Anything else is a failure. */
async function settled<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (!isAiuError(error)) throw error
    expect(['unsupported', 'bad-request', 'server', 'not-found']).toContain(error.code)
    expect(error.message).toMatch(/\w/)
    expect(error.hint).toMatch(/\w/)
    return undefined
  }
}

/** What a provider can do beside answering; what its model cannot is a typed error, never a crash. */
export function capabilities(
  provider: AnyProvider & Partial<HealthProvider>,
  { model, otherModels = 'refuses', fewest = 4, room = 0 }: Traits,
): void {
  const short = { maxTokens: Math.max(24, fewest) + room }
  const bare = model.replace(/:latest$/, '')

  if (provider.listModels)
    test('listModels holds the model', async () => {
      const ids = (await listModels(provider as never)).map(({ id }) => id.replace(/:latest$/, ''))
      expect(ids).toContain(bare)
    })

  if (provider.health)
    test('health', async () => {
      const { ms, version } = (await provider.health?.()) ?? {}
      expect(ms).toBeGreaterThan(0)
      if (version !== undefined) expect(version).toMatch(/\d/)
    })

  if (provider.embed)
    test('embed: one vector for each text, or a typed error', async () => {
      const texts = ['a sea', 'a stone', 'the sea']
      const told = await settled(embed(provider as never, texts))
      if (told === undefined) return
      expect(told.embeddings).toHaveLength(3)
      for (const [index, text] of texts.entries()) {
        const [alone = []] = (await embed(provider as never, text)).embeddings
        const together = told.embeddings[index] ?? []
        expect(alone.length).toBeGreaterThan(10)
        expect(together).toHaveLength(alone.length)
        expect(Math.max(...alone.map((value, at) => Math.abs(value - (together[at] ?? 9))))).toBeLessThan(
          1e-2,
        )
      }
    })

  test('a model that is not there', async () => {
    // One letter off, so that there is a nearest one.
    const wrong = `${bare.slice(0, -1)}9`
    const call = ask(provider, 'Hello?', { ...short, model: wrong })
    if (otherModels === 'answers') {
      expect((await call).text).toMatch(/\S/)
      return
    }
    const error: unknown = await call.catch((cause: unknown) => cause)
    if (!isAiuError(error, 'not-found')) throw error
    expect(error.hint).toContain(bare)
    expect(error.attempts).toMatchObject([{ outcome: 'failed', code: 'not-found' }])
  })

  test('an image is looked at, or refused in words', async () => {
    const data = Uint8Array.from(atob(PIXEL), (character) => character.charCodeAt(0))
    const prompt = [{ role: 'user', content: ['What is on it?', image(data)] }] as const
    await settled(ask(provider, prompt, short))
    expect((await ask(provider, 'Hello?', short)).text).toMatch(/\S/)
  })

  test('tools are called, left alone, or refused in words', async () => {
    const told = await settled(ask(provider, 'What is the weather in Oslo?', { ...short, tools: [weather] }))
    for (const call of told?.toolCalls ?? []) expect(call.name).toBe('weather')
    expect((await ask(provider, 'Hello?', short)).text).toMatch(/\S/)
  })
}
