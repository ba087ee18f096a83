import { cache, explainMiss } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { type CacheStore, createClient, image } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'

test('in a page: hits, replays, one call for equal questions', async () => {
  const provider = fakeProvider([{ stream: ['an', 'swer'] }, 'other'])
  const store = memoryStore()
  const layer = cache(store)
  const ai = createClient(provider, layer)
  const answers = await Promise.all([ai.ask('q'), ai.stream('q').response, ai.ask('q')])
  expect(answers.map(({ text }) => text)).toEqual(['answer', 'answer', 'answer'])
  await layer.settled()
  expect(await ai.stream('q').response).toMatchObject({ text: 'answer', cached: { store: 'memory' } })
  expect(provider.calls).toHaveLength(1)
  expect(await explainMiss(store, provider, 'q', { temperature: 0 })).toMatchObject({
    differs: ['temperature'],
  })
})

test('a store outside the page has hashes for keys', async () => {
  const kept = new Map<string, string>()
  const store: CacheStore = {
    get: async (key) => JSON.parse(kept.get(key) ?? 'null'),
    set: async (key, value) => kept.set(key, JSON.stringify(value)),
    delete: async (key) => kept.delete(key),
    clear: async () => kept.clear(),
  }
  const layer = cache(store)
  const ai = createClient(fakeProvider(['one', 'two']), layer)
  const put = async (byte: number) => {
    const { text } = await ai.ask([{ role: 'user', content: ['What is it?', image(Uint8Array.of(byte))] }])
    await layer.settled()
    return text
  }
  expect([await put(1), await put(2), await put(1)]).toEqual(['one', 'two', 'one'])
  expect([...kept.keys()]).toEqual([1, 2].map(() => expect.stringMatching(/:[0-9a-f]{64}$/)))
})
