import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { createClient, type Provider } from '@aiu/core'
import { expect, test } from 'vitest'
import { fallback, hedge, route } from '../../src/index.ts'
import { down, put, standing, VERBS, well } from './support.ts'

/** The same question twice: is the second answer out of the cache, and whose is it? */
async function twice(provider: Provider, verb: (typeof VERBS)[number], backups?: 'skip') {
  const layer = cache(memoryStore(), { backups })
  const ai = createClient(provider, layer)
  const first = await put(ai, verb)
  await layer.settled()
  const second = await put(ai, verb)
  return [first.text, second.text, second.cached !== undefined]
}

test.each(VERBS)("%s: the first choice's answer is kept", async (verb) => {
  expect(await twice(fallback(well('a'), well('b')), verb)).toEqual(['a answers', 'a answers', true])
})

test.each(VERBS)("%s: a backup's answer is not kept under the first choice", async (verb) => {
  const { clock } = standing()
  let up = false
  const [broken, mended] = [down('a'), well('a')]
  const first: Provider = {
    ...mended,
    chat: (request) => (up ? mended : broken).chat(request),
    stream: (request) => (up ? mended : broken).stream(request),
  }
  const layer = cache(memoryStore())
  const ai = createClient(fallback({ clock, cooldownMs: 0 }, first, well('b')), layer)
  expect((await put(ai, verb)).text).toBe('b answers')
  await layer.settled()
  up = true
  const { text, cached } = await put(ai, verb)
  expect([text, cached]).toEqual(['a answers', undefined])
})

test.each(VERBS)("%s: any member's answer is kept where they are interchangeable", async (verb) => {
  const { fake, clock } = standing()
  const routed = route({ strategy: 'in-order', clock }, down('a'), well('b'))
  expect(await twice(routed, verb)).toEqual(['b answers', 'b answers', true])
  const slow = well('a', { text: 'late', delayMs: 60_000 })
  const hedged = twice(hedge({ afterMs: 50, clock }, slow, well('b')), verb)
  await fake.advance(50)
  expect(await hedged).toEqual(['b answers', 'b answers', true])
})

test('members of the same names but other models do not share a key', async () => {
  const store = memoryStore()
  const layer = cache(store)
  const of = (model: string) =>
    createClient(route({ strategy: 'in-order' }, { ...well('a'), defaultModel: model }, well('b')), layer)
  await of('small').ask('q')
  await layer.settled()
  expect((await of('large').ask('q')).cached).toBeUndefined()
  expect((await of('small').ask('q')).cached).toBeDefined()
})
