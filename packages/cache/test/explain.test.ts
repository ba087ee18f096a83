import { type CacheOptions, cache, type ExplainOptions, explainMiss } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { ask, type ChatOptions, createClient, image, type Prompt, type Provider } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { describe, expect, test } from 'vitest'
import { mapStore } from './support/map-store.ts'

const conversation = (...texts: string[]): Prompt =>
  texts.map((content, at) => ({ role: at % 2 ? 'assistant' : 'user', content }))
const tool = { name: 't', parameters: { type: 'object' } } as const

async function rig(prompt: Prompt, options: ChatOptions<Provider> = {}, layerOptions: CacheOptions = {}) {
  const store = memoryStore()
  const provider = fakeProvider('a', { loop: true, baseURL: 'http://a.test' })
  const layer = cache(store, layerOptions)
  await createClient(provider, layer).ask(prompt, options)
  await layer.settled()
  const explain = (asked: Prompt, other: ChatOptions<Provider> = {}, how?: ExplainOptions) =>
    explainMiss(store, provider as Provider, asked, other, how)
  return { store, provider, layer, explain }
}

describe('it names the field', () => {
  test.each<[string, Prompt, ChatOptions<Provider>, Prompt, ChatOptions<Provider>, string[]]>([
    ['a temperature', 'q', { temperature: 0 }, 'q', { temperature: 0.2 }, ['temperature']],
    ['a temperature that is unset', 'q', { temperature: 0 }, 'q', {}, ['temperature']],
    ['a message', conversation('a', 'b', 'c'), {}, conversation('a', 'x', 'c'), {}, ['messages[1]']],
    [
      'one message more',
      conversation('a'),
      {},
      conversation('a', 'b', 'c'),
      {},
      ['messages[1]', 'messages[2]'],
    ],
    ['the tools', 'q', { tools: [tool] }, 'q', { tools: [{ ...tool, name: 'u' }] }, ['tools']],
    ['the model', 'q', { model: 'x' }, 'q', { model: 'y' }, ['model']],
    ['the system', 'q', { system: 'a' }, 'q', { system: 'b' }, ['messages[0]']],
    ['two of them', 'q', { seed: 1, topP: 1 }, 'q', { seed: 2, topP: 0.5 }, ['seed', 'topP']],
    [
      "an image's byte",
      [{ role: 'user', content: ['q', image(Uint8Array.of(1))] }],
      {},
      [{ role: 'user', content: ['q', image(Uint8Array.of(2))] }],
      {},
      ['messages[0]'],
    ],
    ['nothing: it is there', 'q', {}, 'q', { tags: { a: 'b' } }, []],
  ])('%s', async (_, first, options, second, others, differs) => {
    const { explain } = await rig(first, options)
    expect(await explain(second, others)).toMatchObject({ differs, expired: false, at: expect.any(Number) })
  })

  test('of the endpoint, too', async () => {
    const { store } = await rig('q')
    const other = fakeProvider('a', { baseURL: 'http://b.test', scope: 'org' })
    expect(await explainMiss(store, other, 'q')).toMatchObject({ differs: ['baseURL', 'scope'] })
  })

  test('of the nearest entry, and of equals of the latest', async () => {
    let now = 1
    const { layer, provider, explain } = await rig('q', { seed: 1, topP: 1 }, { clock: () => now })
    const ai = createClient(provider, layer)
    now = 2
    await ai.ask('q', { seed: 2 })
    now = 3
    await ai.ask('q', { seed: 3 })
    await layer.settled()
    expect(await explain('q', { seed: 4 }, { clock: () => now })).toMatchObject({ differs: ['seed'], at: 3 })
  })
})

test('an answer whose time is over', async () => {
  const { explain } = await rig('q', {}, { ttlMs: 50, clock: () => 1000 })
  expect(await explain('q', {}, { clock: () => 1049 })).toMatchObject({
    differs: [],
    expired: false,
    at: 1000,
  })
  expect(await explain('q', {}, { clock: () => 1050 })).toMatchObject({ differs: [], expired: true })
})

test('nothing there', async () => {
  const { store, explain } = await rig('q')
  expect(await explain('q', {}, { namespace: 'other' })).toBeUndefined()
  await store.clear()
  expect(await explain('q')).toBeUndefined()
})

test('the question itself only where it was asked to be kept, and nothing is sent', async () => {
  const without = await rig('a secret plan')
  expect(await without.explain('q')).toMatchObject({ question: undefined })
  const kept = await rig('a plan', { temperature: 0 }, { keepQuestions: true })
  expect(await kept.explain('q')).toMatchObject({
    question: { messages: [{ role: 'user', content: 'a plan' }], temperature: 0 },
  })
  expect(kept.provider.calls).toHaveLength(1)
})

test('entries hold digests, no words of the question', async () => {
  const { store } = await rig('a secret plan', { extra: { user: 'somebody' } })
  for await (const [, value] of store.within('default').entries()) {
    expect(JSON.stringify(value)).not.toMatch(/secret|plan|somebody/)
    expect(value).toMatchObject({ fields: { 'messages[0]': expect.stringMatching(/^[0-9a-f]{16}$/) } })
  }
})

test('a store that lists its entries outside this process', async () => {
  const kept = mapStore()
  const store = {
    ...kept,
    async *entries() {
      for (const [key, value] of kept.kept) yield [key, JSON.parse(value)] as const
      yield ['junk', 5] as const
      yield ['7:default:junk', { version: 1, at: 'x' }] as const
    },
  }
  const provider = fakeProvider('a', { loop: true })
  const layer = cache(store)
  const ai = createClient(provider, layer)
  await ai.ask([{ role: 'user', content: [image(Uint8Array.of(1))] }])
  await ai.ask('q', { namespace: 'other' })
  await layer.settled()
  expect(await explainMiss(store, provider, 'q')).toMatchObject({ differs: ['messages[0]'] })
  expect(await explainMiss(store, provider, 'q', {}, { namespace: 'other' })).toMatchObject({ differs: [] })
  await layer.clear('other')
  expect(await explainMiss(store, provider, 'q', {}, { namespace: 'other' })).toBeUndefined()
  expect(await explainMiss(store, provider, 'q')).toBeDefined()
})

test('a store that cannot list them', async () => {
  const provider = fakeProvider('a')
  await expect(explainMiss(mapStore(), provider, 'q')).rejects.toMatchObject({ code: 'unsupported' })
  await expect(cache(mapStore()).clear()).rejects.toMatchObject({ code: 'unsupported' })
  await expect(ask(provider, 'q')).resolves.toBeDefined()
})
