import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { createClient } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('askMany: hits and misses mixed, equal ones among them, in the order of the prompts', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 12 }),
      fc.subarray(['a', 'b', 'c', 'd', 'e', 'f']),
      fc.integer({ min: 1, max: 8 }),
      async (prompts, known, concurrency) => {
        const answers = ({ messages }: { messages: readonly { content: unknown }[] }) =>
          `answer ${messages[0]?.content}`
        const provider = fakeProvider(answers)
        const layer = cache(memoryStore())
        const ai = createClient(provider, layer)
        for (const prompt of known) await ai.ask(prompt)
        await layer.settled()
        const items = await ai.askMany(prompts, { concurrency }).settled
        expect(items.map(({ response }) => response?.text)).toEqual(
          prompts.map((prompt) => `answer ${prompt}`),
        )
        for (const [at, { response }] of items.entries())
          if (known.includes(prompts[at] ?? '')) expect(response?.cached?.shared).toBeUndefined()
        expect(provider.calls).toHaveLength(new Set([...prompts, ...known]).size)
      },
    ),
    { numRuns: 100 },
  ))
