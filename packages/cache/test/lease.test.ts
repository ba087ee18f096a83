import { cache } from '@aiu/cache'
import { type CacheStore, createClient, type Provider } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'
import { gated } from './support/gated.ts'
import { mapStore } from './support/map-store.ts'

/** What several processes share: entries, and rights that end by themselves. */
function shared(): CacheStore & { readonly held: Map<string, number> } {
  const held = new Map<string, number>()
  return {
    ...mapStore(),
    held,
    async lease(key, ttlMs) {
      const now = performance.now()
      if ((held.get(key) ?? 0) > now) return
      held.set(key, now + ttlMs)
      return { release: () => void held.delete(key) }
    },
  }
}
/** A process: a client of its own around the store of all. */
const processOn = (store: CacheStore, provider: Provider, leaseMs: number) =>
  createClient(provider, cache(store, { leaseMs }))

test('who holds the right and is gone for good: one of those who wait asks for all', async () => {
  const store = shared()
  const gone = gated()
  void processOn(store, gone, 1000).ask('q')
  await gone.asked(1)
  const others = Array.from({ length: 20 }, () => fakeProvider([{ text: 'b', delayMs: 500 }]))
  const answers = await Promise.all(
    others.map((provider, at) => {
      const ai = processOn(
        store,
        { ...provider, name: gone.name, baseURL: gone.baseURL, defaultModel: gone.defaultModel },
        1000,
      )
      return at % 2 ? ai.ask('q') : ai.stream('q').response
    }),
  )
  expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['b']))
  expect(others.flatMap(({ calls }) => calls)).toHaveLength(1)
  expect(answers.filter(({ cached }) => cached?.shared)).toHaveLength(19)
})

test('a right that nobody gives back, nor lets go: one goes on alone in the end', async () => {
  const store = { ...shared(), lease: async () => undefined }
  const provider = fakeProvider('a')
  expect((await processOn(store, provider, 100).ask('q')).text).toBe('a')
  expect(provider.calls).toHaveLength(1)
})
