import {
  type CacheLayer,
  type CacheOptions,
  type CacheStatistics,
  cache,
  explainMiss,
  type Miss,
} from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import {
  type CacheStore,
  type ChatRequest,
  type ChatResponse,
  createClient,
  type Layer,
  wrap,
} from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import Keyv from 'keyv'
import { describe, expectTypeOf, test } from 'vitest'

declare const store: CacheStore
const provider = fakeProvider('a')

describe('cache', () => {
  test('takes any store, and is a layer', () => {
    expectTypeOf(cache(store)).toExtend<Layer>()
    expectTypeOf(cache(new Keyv())).toEqualTypeOf<CacheLayer>()
    expectTypeOf(cache(memoryStore()).statistics()).toEqualTypeOf<CacheStatistics>()
    createClient(provider, cache(store))
    expectTypeOf(wrap(provider, cache(store))).toEqualTypeOf(provider)
  })

  test('what is no store does not compile', () => {
    // @ts-expect-error it can neither be written nor cleared
    cache({ get: () => undefined })
    // @ts-expect-error it is no store
    cache([])
    // @ts-expect-error it never forgets
    cache(new Map<string, unknown>())
    // @ts-expect-error a store is needed
    cache()
    // @ts-expect-error the layer, not what makes it
    createClient(provider, cache)
  })

  test('options', () => {
    cache(store, { ttlMs: undefined, when: undefined })
    cache(store, {
      when(request, response) {
        expectTypeOf(request).toEqualTypeOf<ChatRequest>()
        expectTypeOf(response).toEqualTypeOf<ChatResponse>()
        return true
      },
    })
    // @ts-expect-error an answer is kept or not, at once
    cache(store, { when: async () => true })
    // @ts-expect-error seconds as text
    cache(store, { ttlMs: '60' })
    // @ts-expect-error no such pace
    cache(store, { replay: 'slow' })
    // @ts-expect-error no such option
    cache(store, { ttl: 60 })
    // @ts-expect-error no such way
    cache(store, { backups: true })
    expectTypeOf<CacheOptions['clock']>().toEqualTypeOf<(() => number) | undefined>()
  })

  test('per call', () => {
    const ai = createClient(provider, cache(store))
    void ai.ask('q', { cache: 'refresh', namespace: 'n' })
    // @ts-expect-error no such way to use the cache
    void ai.ask('q', { cache: false })
    // @ts-expect-error a namespace is a name
    void ai.ask('q', { namespace: 5 })
  })
})

test('explainMiss', () => {
  expectTypeOf(explainMiss(store, provider, 'q', { temperature: 0 })).resolves.toEqualTypeOf<
    Miss | undefined
  >()
  // @ts-expect-error the options are those of a question
  void explainMiss(store, provider, 'q', { temprature: 0 })
  // @ts-expect-error a provider answers chats
  void explainMiss(store, { name: 'x' }, 'q')
})
