import { type CacheOptions, cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { type AiuError, createClient, type Layer, type Provider, wrap } from '@aiu/core'
import { type FakeProviderOptions, fakeProvider } from '@aiu/testing'
import { describe, expect, test } from 'vitest'
import { first } from './support/fallback.ts'

const fake = (name: string, options: FakeProviderOptions = {}) =>
  fakeProvider(`${name} answers`, { name, baseURL: `http://${name}.test`, loop: true, ...options })
const failing = (name: string, options: FakeProviderOptions = {}) =>
  fakeProvider({ error: 'server' }, { name, baseURL: `http://${name}.test`, loop: true, ...options })

function rig(provider: Provider, options?: CacheOptions, store = memoryStore()) {
  const layer = cache(store, options)
  const ai = createClient(provider, layer)
  const put = async (verb: 'ask' | 'stream', model?: string) => {
    const response = await (verb === 'ask' ? ai.ask('q', { model }) : ai.stream('q', { model }).response)
    await layer.settled()
    return { text: response.text, cached: response.cached !== undefined }
  }
  return { put, store, layer }
}
const fresh = (name: string) => ({ text: `${name} answers`, cached: false })
const kept = (name: string) => ({ text: `${name} answers`, cached: true })
const verbs = ['ask', 'stream'] as const

describe.each(verbs)('a fallback under a cache, %s', (verb) => {
  test("the first choice's answer is kept", async () => {
    const { put } = rig(first([fake('a'), fake('b')]))
    expect(await put(verb)).toEqual(fresh('a'))
    expect(await put(verb)).toEqual(kept('a'))
    expect(await put(verb, 'large')).toEqual(fresh('a'))
    expect(await put(verb, 'large')).toEqual(kept('a'))
  })

  test("a backup's is not", async () => {
    const { put, store } = rig(first([failing('a'), fake('b')]))
    for (const model of [undefined, undefined, 'large', 'large'])
      expect(await put(verb, model)).toEqual(fresh('b'))
    expect(store.statistics().entries).toBe(0)
  })

  test('nor is it where both are one server, which differ only in the model', async () => {
    const server = { name: 's', baseURL: 'http://s.test' }
    const large = { ...server, model: 'large' }
    const small = { ...server, model: 'small' }
    const down = rig(first([failing('large', large), fake('small', small)]))
    expect(await down.put(verb)).toEqual(fresh('small'))
    expect(await down.put(verb)).toEqual(fresh('small'))
    const up = rig(first([fake('large', large), fake('small', small)]))
    expect(await up.put(verb)).toEqual(fresh('large'))
    expect(await up.put(verb)).toEqual(kept('large'))
  })

  test('nor where the first choice was not even asked', async () => {
    const full: Layer = {
      name: 'full',
      chat: () => Promise.reject(new Error('full')),
      stream() {
        throw new Error('full')
      },
    }
    const server = { name: 's', baseURL: 'http://s.test' }
    const down = rig(
      first([
        wrap(fake('large', { ...server, model: 'large' }), full),
        fake('small', { ...server, model: 'small' }),
      ]),
    )
    expect(await down.put(verb)).toEqual(fresh('small'))
    expect(await down.put(verb)).toEqual(fresh('small'))
  })

  test("`backups: 'own'` keeps it as the backup's own", async () => {
    const store = memoryStore()
    const backup = fake('b')
    const { put, layer } = rig(first([failing('a'), backup]), { backups: 'own' }, store)
    expect(await put(verb, 'large')).toEqual(fresh('b'))
    // The first choice's is still missing.
    expect(await put(verb, 'large')).toEqual(fresh('b'))
    expect(layer.statistics().stores).toBe(2)
    const alone = rig(backup, {}, store)
    expect(await alone.put(verb)).toEqual(kept('b'))
    expect(await alone.put(verb, 'large')).toEqual(fresh('b'))
  })

  test('a fallback of fallbacks: only the very first choice', async () => {
    const inner = (...members: Provider[]) => first([first(members), fake('c')])
    const up = rig(inner(fake('a'), fake('b')))
    expect([await up.put(verb), await up.put(verb)]).toEqual([fresh('a'), kept('a')])
    const half = rig(inner(failing('a'), fake('b')))
    expect([await half.put(verb), await half.put(verb)]).toEqual([fresh('b'), fresh('b')])
    const down = rig(inner(failing('a'), failing('b')))
    expect([await down.put(verb), await down.put(verb)]).toEqual([fresh('c'), fresh('c')])
  })

  test('members that are as good as each other: whoever answers, it is kept', async () => {
    const { put } = rig(first([failing('a'), fake('b')], true))
    expect([await put(verb), await put(verb)]).toEqual([fresh('b'), kept('b')])
    // But a member of theirs that is not: it is a backup there.
    const nested = rig(first([failing('a'), first([failing('b'), fake('c')])], true))
    expect([await nested.put(verb), await nested.put(verb)]).toEqual([fresh('c'), fresh('c')])
  })

  test('a layer that asks for another model than the one in the key', async () => {
    const cheaper: Layer = {
      name: 'cheaper',
      chat: (request, next) => next({ ...request, model: 'small' }),
      stream: (request, next) => next({ ...request, model: 'small' }),
    }
    const layer = cache(memoryStore())
    const ai = createClient(fake('a'), layer, cheaper)
    const ask = () => (verb === 'ask' ? ai.ask('q') : ai.stream('q').response)
    await ask()
    await layer.settled()
    expect((await ask()).cached).toBeUndefined()
  })
})

test('two caches, one around the other: a hit of the inner one is not told as an answer', async () => {
  const provider = fake('a')
  const inner = cache(memoryStore())
  const outer = cache(memoryStore())
  const ai = createClient(provider, outer, inner)
  await ai.ask('q')
  await Promise.all([inner.settled(), outer.settled()])
  expect((await ai.ask('q')).cached).toBeDefined()
  expect(provider.calls).toHaveLength(1)
})

test('nobody answers: the error, and nothing kept', async () => {
  const { put, store } = rig(first([failing('a'), failing('b')]))
  expect(await put('ask').catch(({ code }: AiuError) => code)).toBe('server')
  expect(store.statistics().entries).toBe(0)
})
