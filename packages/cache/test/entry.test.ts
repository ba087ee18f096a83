import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { type ChatEvent, createClient, type Provider } from '@aiu/core'
import { collector } from '@aiu/core/http'
import { fakeProvider } from '@aiu/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mapStore } from './support/map-store.ts'

const events: readonly ChatEvent[] = [
  { type: 'start', model: 'a-1', id: 'id', warnings: [{ code: 'w', message: 'W' }] },
  { type: 'reasoning', text: 'Hm', signature: 'seal' },
  { type: 'text', text: 'Par' },
  { type: 'source', url: 'http://a.test', title: 'A' },
  { type: 'text', text: 'is.' },
  { type: 'tool-call-delta', index: 0, id: '1', name: 't', delta: '{"a"' },
  { type: 'tool-call-delta', index: 0, id: '1', name: 't', delta: ':1}' },
  { type: 'tool-call', call: { type: 'tool-call', id: '1', name: 't', arguments: '{"a":1}' } },
  {
    type: 'finish',
    finishReason: 'tool-calls',
    rawFinishReason: 'tools',
    usage: { inputTokens: 1, outputTokens: 2, source: 'provider' },
    cost: { amount: 1, currency: 'USD', source: 'provider', lines: [] },
  },
]
const right = {
  text: 'Paris.',
  toolCalls: [{ arguments: '{"a":1}' }],
  finishReason: 'tool-calls',
  provider: 'a',
  model: 'a-1',
}

function answering(): Provider & { calls: number } {
  return {
    name: 'a',
    calls: 0,
    async chat() {
      this.calls++
      const { result, add } = collector()
      for (const event of events) add(event)
      return result
    },
    async *stream() {
      this.calls++
      yield* events
    },
  }
}

/** An entry as it stands in a store, and what comes of it when it has been changed. */
async function rig(inProcess: boolean) {
  const store = inProcess ? { ...memoryStore(), within: undefined } : mapStore()
  const provider = answering()
  const layer = cache(store as ReturnType<typeof mapStore>)
  const ai = createClient(provider, layer)
  await ai.stream('q').response
  await layer.settled()
  const [key] = await keysOf(store as ReturnType<typeof mapStore>)
  const entry = (await store.get(key as string)) as Record<string, unknown>
  return { store, layer, ai, provider, key: key as string, entry }
}
async function keysOf(store: Partial<ReturnType<typeof mapStore>>): Promise<string[]> {
  if (store.kept) return [...store.kept.keys()]
  const keys: string[] = []
  for await (const [key] of store.entries?.() ?? []) keys.push(key)
  return keys
}

type Path = readonly (string | number)[]
/** Every place in a value. */
const placesIn = (value: unknown): Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, one]) => [
        [name],
        ...placesIn(one).map((rest) => [name, ...rest]),
      ])
    : []
/** The value with another one at that place. */
function changed(value: unknown, [name, ...rest]: Path, other: unknown): unknown {
  if (name === undefined) return other
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  copy[name] = changed(copy[name], rest, other)
  if (copy[name] === undefined) delete copy[name]
  return copy
}
/** What JSON may hold where something else stood: of another type, or nothing. */
const junk = fc.oneof(
  fc.constantFrom(undefined, null, true, '', 'x', 0, -1, 0.5, 1e300, [], {}, [null], { length: 3 }),
  fc.jsonValue({ maxDepth: 2 }),
)

describe.each([
  ['outside', false],
  ['inside', true],
] as const)('F49 %s this process', (_, inProcess) => {
  test('whatever field is broken: never a failure, never a wrong answer', async () => {
    const { store, ai, layer, provider, key, entry } = await rig(inProcess)
    const places = placesIn(JSON.parse(JSON.stringify(entry)))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), junk, fc.boolean(), async (place, other, whole) => {
        const was = place.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], entry)
        fc.pre(JSON.stringify(was) !== JSON.stringify(other))
        await store.set(key, changed(entry, place, other))
        const before = provider.calls
        const answer = whole ? ai.ask('q') : ai.stream('q').response
        expect(await answer).toMatchObject(right)
        expect(['provider', undefined]).toContain((await answer).usage?.source)
        await layer.settled()
        // A miss is mended.
        expect((await ai.stream('q').response).cached).toBeDefined()
        expect(provider.calls - before).toBeLessThanOrEqual(1)
        const { savedTokens, saved } = layer.statistics()
        expect([savedTokens, ...Object.values(saved)].every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 600 },
    )
  })

  test.each([
    ['of another version', { version: 0 }],
    ['of a later version', { version: 2 }],
    ['without a version', { version: undefined }],
    ['with an answer that was cut', { answer: { finishReason: 'length' } }],
    ['with an empty answer', { answer: { parts: [] } }],
    ['with a part of a later kind', { answer: { parts: [{ type: 'video' }] } }],
    ['with a part that is an object of all objects', { answer: { parts: [{ type: 'constructor' }] } }],
    ['with pieces that are not its own', { course: { pieces: ['Rome.'], times: [0] } }],
    ['with a pause of years', { course: { pieces: ['Paris.'], times: [1e12] } }],
    ['with a letter changed', { answer: { model: 'a-2' } }],
    ['kept for ever', { expires: 1e15 }],
    ['whose time is no time', { expires: 'soon' }],
  ])('an entry %s is a miss', async (_, change) => {
    const { store, ai, provider, key, entry } = await rig(inProcess)
    const answer = 'answer' in change ? { ...(entry.answer as object), ...change.answer } : entry.answer
    await store.set(key, { ...entry, ...change, answer })
    expect(await ai.stream('q').response).toMatchObject(right)
    expect(provider.calls).toBe(2)
  })

  test.each([
    undefined,
    null,
    'text',
    7,
    true,
    [],
    {},
    [1, 2],
    { '~bytes': '***' },
    { '~url': 'no address' },
  ])('%j in place of an entry is a miss', async (value) => {
    const { store, ai, provider, key } = await rig(inProcess)
    await store.set(key, value)
    expect(await ai.stream('q').response).toMatchObject(right)
    expect(provider.calls).toBe(2)
  })
})

test.each([null, undefined, [], [1], 'vector', { length: 8 }, [1, 2, 3, 4, 5, 6, 7, null]])(
  '%j in place of a vector is a miss',
  async (vector) => {
    const store = mapStore()
    const provider = fakeProvider('a')
    const layer = cache(store)
    const ai = createClient(provider, layer)
    const { embeddings } = await ai.embed(['text'])
    await layer.settled()
    const [[key, entry] = []] = store.kept
    await store.set(key as string, { ...JSON.parse(entry as string), vector })
    expect((await ai.embed(['text'])).embeddings).toEqual(embeddings)
    expect(provider.calls).toHaveLength(2)
  },
)

test('a store that gives back bytes that are none', async () => {
  const { store, ai, provider, key, entry } = await rig(false)
  const broken = { type: 'image', data: { '~bytes': 'not base64!' } }
  await store.set(key, {
    ...entry,
    answer: { ...(entry.answer as object), parts: [broken] },
    course: undefined,
  })
  expect(await ai.stream('q').response).toMatchObject(right)
  expect(provider.calls).toBe(2)
})

test('JSON of a thousand levels is a miss', async () => {
  const { ai, provider, key, store } = await rig(false)
  ;(store as ReturnType<typeof mapStore>).kept.set(key, `${'['.repeat(5000)}${']'.repeat(5000)}`)
  expect(await ai.stream('q').response).toMatchObject(right)
  expect(provider.calls).toBe(2)
})

test('F66 a prototype in an entry changes no object', async () => {
  const { ai, key, store } = await rig(false)
  const poison = '{"version":1,"__proto__":{"polluted":true},"answer":{"__proto__":{"~bytes":"AA=="}}}'
  ;(store as ReturnType<typeof mapStore>).kept.set(key, poison)
  expect(await ai.stream('q').response).toMatchObject(right)
  expect('polluted' in {}).toBe(false)
})
