import { type CacheOptions, cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import {
  AiuError,
  createClient,
  type EmbeddingProvider,
  type EmbedOptions,
  type EmbedRequest,
  type EmbedResult,
  embed,
  wrap,
} from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { settle } from './support/collect.ts'
import { mapStore } from './support/map-store.ts'

interface Embedder extends EmbeddingProvider {
  readonly asked: (readonly string[])[]
  open(): void
}
/** A vector for each text: its length, and how often it has been asked for. */
function embedder(gated = false, change: (result: EmbedResult) => EmbedResult = (same) => same): Embedder {
  const asked: (readonly string[])[] = []
  const waiting: (() => void)[] = []
  return {
    name: 'e',
    baseURL: 'http://e.test',
    defaultModel: 'e-1',
    asked,
    open() {
      for (const go of waiting.splice(0)) go()
    },
    async embed({ input, signal }: EmbedRequest) {
      asked.push(input)
      if (gated)
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve)
          signal?.addEventListener('abort', () => reject(new AiuError('aborted', 'gone')))
        })
      const times = (text: string): number => asked.flat().filter((one) => one === text).length
      return change({
        embeddings: input.map((text) => [text.length, times(text)]),
        usage: { inputTokens: input.length, source: 'provider' },
      })
    },
  }
}
function rig(
  provider: Embedder,
  options?: CacheOptions,
  store: ReturnType<typeof mapStore> | ReturnType<typeof memoryStore> = memoryStore(),
) {
  const layer = cache(store, options)
  const wrapped = wrap(provider, layer)
  return {
    provider,
    layer,
    store,
    ai: { embed: (input: string | readonly string[], how?: EmbedOptions) => embed(wrapped, input, how) },
  }
}

describe.each([
  ['memory', () => memoryStore()],
  ['a store outside', () => mapStore()],
] as const)('in %s', (_, make) => {
  test('text by text: a batch asks only for those that are new, each once, and all come in order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom('a', 'bb', 'ccc', 'dddd', 'eeeee'), { minLength: 1 }), {
          minLength: 1,
        }),
        async (batches) => {
          const { provider, ai, layer } = rig(embedder(), {}, make())
          const known = new Set<string>()
          for (const batch of batches) {
            const before = provider.asked.length
            const fresh = [...new Set(batch)].filter((text) => !known.has(text))
            const { embeddings, cached } = await ai.embed(batch)
            expect(embeddings).toEqual(batch.map((text) => [text.length, 1]))
            expect(provider.asked.slice(before)).toEqual(fresh.length ? [fresh] : [])
            expect(cached !== undefined).toBe(!fresh.length)
            for (const text of fresh) known.add(text)
          }
          await layer.settled()
          expect(layer.statistics()).toMatchObject({ stores: known.size, misses: known.size })
        },
      ),
      { numRuns: 60 },
    ))

  test('all of them kept: no attempt, no usage', async () => {
    const { ai, layer } = rig(embedder(), {}, make())
    await ai.embed(['a', 'b'])
    await layer.settled()
    const { attempts, usage, cached, model, provider } = await ai.embed(['b', 'a', 'b'])
    expect({ attempts, usage, model, provider }).toEqual({ attempts: [], model: 'e-1', provider: 'e' })
    expect(cached).toMatchObject({ ageMs: expect.any(Number), store: expect.any(String) })
  })

  test('what a caller does to his vectors is his own affair', async () => {
    const { ai, layer } = rig(embedder(), {}, make())
    const spoil = ([vector]: readonly (readonly number[])[]): void => {
      try {
        ;(vector as number[])[0] = -1
      } catch {}
    }
    const first = ai.embed(['a'])
    const joined = ai.embed(['a'])
    spoil((await first).embeddings)
    expect((await joined).embeddings).toEqual([[1, 1]])
    spoil((await ai.embed(['a'])).embeddings)
    await layer.settled()
    spoil((await ai.embed(['a'])).embeddings)
    expect((await ai.embed(['a'])).embeddings).toEqual([[1, 1]])
    const { embeddings } = await ai.embed(['a', 'a'])
    ;(embeddings[0] as number[])[0] = -1
    expect(embeddings).toEqual([
      [-1, 1],
      [1, 1],
    ])
  })

  test('who waits for another text still has what the first one spoils meanwhile', async () => {
    const { provider, ai } = rig(embedder(true), {}, make())
    const first = ai.embed(['a'])
    while (!provider.asked[0]) await settle()
    const joined = ai.embed(['a', 'bb'])
    provider.open()
    for (const vector of (await first).embeddings) (vector as number[])[0] = -1
    while (!provider.asked[1]) await settle()
    provider.open()
    expect((await joined).embeddings).toEqual([
      [1, 1],
      [2, 1],
    ])
  })
})

test.each([
  ['dimensions', { dimensions: 3 }, { dimensions: 4 }],
  ['the model', {}, { model: 'e-2' }],
  ['extra', { extra: { a: 1 } }, { extra: { a: 2 } }],
  ['the namespace', {}, { namespace: 'n' }],
])('%s is in the key', async (_, one, other) => {
  const { provider, ai } = rig(embedder())
  for (const options of [one, other, one, other]) await ai.embed(['a'], options)
  expect(provider.asked).toHaveLength(2)
})

test('the kinds of `cache`', async () => {
  const { provider, ai, layer } = rig(embedder())
  await expect(ai.embed(['a'], { cache: 'only' })).rejects.toMatchObject({ code: 'unsupported' })
  expect((await ai.embed(['a'], { cache: 'bypass' })).embeddings).toEqual([[1, 1]])
  expect((await ai.embed(['a'])).embeddings).toEqual([[1, 2]])
  expect((await ai.embed(['a'], { cache: 'refresh' })).embeddings).toEqual([[1, 3]])
  await layer.settled()
  expect((await ai.embed(['a'], { cache: 'only' })).embeddings).toEqual([[1, 3]])
  expect(provider.asked).toHaveLength(3)
})

test('time', async () => {
  let now = 0
  const { ai, layer } = rig(embedder(), { ttlMs: 100, clock: () => now })
  await ai.embed(['a'])
  await layer.settled()
  now = 50
  await ai.embed(['b'])
  await layer.settled()
  now = 99
  expect((await ai.embed(['b', 'a'])).cached).toMatchObject({ at: 0, ageMs: 99 })
  now = 100
  expect((await ai.embed(['a', 'b'])).embeddings).toEqual([
    [1, 2],
    [1, 1],
  ])
})

describe('one call for equal texts', () => {
  test('under way', async () => {
    const { provider, ai, layer } = rig(embedder(true))
    const all = [ai.embed(['a', 'b']), ai.embed(['a', 'b', 'a'])]
    await settle()
    provider.open()
    const [first, second] = await Promise.all(all)
    expect(provider.asked).toEqual([['a', 'b']])
    expect(first?.cached).toBeUndefined()
    expect(second).toMatchObject({ cached: { shared: true }, attempts: [] })
    expect(second?.embeddings).toHaveLength(3)
    expect(layer.statistics()).toMatchObject({ misses: 2, shared: 2, savedTokens: 2 })
  })

  test('batches that overlap: each text is asked for once', async () => {
    const { provider, ai, layer } = rig(embedder(true))
    const first = ai.embed(['a', 'bb'])
    await settle()
    const second = ai.embed(['ccc', 'bb', 'a'])
    const third = ai.embed(['bb'])
    await settle()
    provider.open()
    expect((await first).embeddings).toEqual([
      [1, 1],
      [2, 1],
    ])
    expect(await second).toMatchObject({
      embeddings: [
        [3, 1],
        [2, 1],
        [1, 1],
      ],
      attempts: [{ outcome: 'done' }],
    })
    expect((await second).cached).toBeUndefined()
    // What a part of another's call used is not known.
    expect(await third).toMatchObject({ embeddings: [[2, 1]], cached: { shared: true }, usage: undefined })
    expect(provider.asked).toEqual([['a', 'bb'], ['ccc']])
    await layer.settled()
    expect(layer.statistics()).toMatchObject({ misses: 3, shared: 3, stores: 3, savedTokens: 0 })
  })

  test('of batches that overlap, who leaves takes nothing from the other', async () => {
    const { provider, ai } = rig(embedder(true))
    const controller = new AbortController()
    const first = ai.embed(['a', 'bb'], { signal: controller.signal })
    await settle()
    const second = ai.embed(['bb', 'ccc'])
    await settle()
    controller.abort()
    await expect(first).rejects.toMatchObject({ code: 'aborted' })
    provider.open()
    expect((await second).embeddings).toEqual([
      [2, 1],
      [3, 1],
    ])
    expect(provider.asked).toEqual([['a', 'bb'], ['ccc']])
  })

  test("one's abort hurts no other, the last one's cancels", async () => {
    const { provider, ai, store, layer } = rig(embedder(true))
    const controllers = [new AbortController(), new AbortController()]
    const calls = controllers.map(({ signal }) => ai.embed(['a'], { signal }))
    await settle()
    controllers[0]?.abort()
    await expect(calls[0]).rejects.toMatchObject({ code: 'aborted' })
    controllers[1]?.abort()
    await expect(calls[1]).rejects.toMatchObject({ code: 'aborted' })
    await layer.settled()
    expect((store as ReturnType<typeof memoryStore>).statistics().entries).toBe(0)
    const again = ai.embed(['a'])
    await settle()
    provider.open()
    expect((await again).embeddings).toEqual([[1, 2]])
  })

  test('a failure reaches both, and is not kept', async () => {
    let fail = true
    const { provider, ai } = rig(
      embedder(false, (result) => {
        if (fail) throw new AiuError('server', 'Down.')
        return result
      }),
    )
    const [one, other] = await Promise.allSettled([ai.embed(['a']), ai.embed(['a'])])
    for (const result of [one, other])
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'server' } })
    expect((one as PromiseRejectedResult).reason).not.toBe((other as PromiseRejectedResult).reason)
    fail = false
    await ai.embed(['a'])
    expect(provider.asked).toHaveLength(2)
  })
})

test('fewer vectors than texts are an error, and none is kept', async () => {
  const { ai, store } = rig(
    embedder(false, (result) => ({ ...result, embeddings: result.embeddings.slice(1) })),
  )
  await expect(ai.embed(['a', 'b'])).rejects.toMatchObject({ code: 'malformed', provider: 'e' })
  expect((store as ReturnType<typeof memoryStore>).statistics().entries).toBe(0)
})

test('the fake provider of this house, too', async () => {
  const provider = fakeProvider([])
  const layer = cache(memoryStore())
  const ai = createClient(provider, layer)
  const first = await ai.embed('hello')
  expect((await ai.embed('hello')).embeddings).toEqual(first.embeddings)
  expect(provider.calls).toHaveLength(1)
})
