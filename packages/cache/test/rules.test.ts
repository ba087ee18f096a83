import { type CacheOptions, cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import {
  type AiuError,
  ask,
  type ChatOptions,
  createClient,
  isAiuError,
  type Layer,
  type Provider,
} from '@aiu/core'
import { type FakeStep, fakeProvider } from '@aiu/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { settle } from './support/collect.ts'
import { gated } from './support/gated.ts'

type Verb = 'ask' | 'stream'

/** A client with a cache, and how a question is put to it. */
function rig(script: Parameters<typeof fakeProvider>[0], options: CacheOptions = {}, store = memoryStore()) {
  const provider = fakeProvider(script, { loop: true })
  const layer = cache(store, options)
  const ai = createClient(provider, layer)
  const put = async (verb: Verb = 'ask', given: ChatOptions<Provider> = {}) => {
    const response = await (verb === 'ask' ? ai.ask('q', given) : ai.stream('q', given).response).catch(
      (error: AiuError) => error,
    )
    await layer.settled()
    // Whether it came out of the cache can be asked of each answer.
    return Object.assign(response, { cached: 'cached' in response ? response.cached : undefined })
  }
  return { provider, layer, ai, put, store }
}
const verbs = ['ask', 'stream'] as const

describe('F48 only complete, valid answers are kept', () => {
  const refused: Readonly<Record<string, FakeStep>> = {
    'an error': { error: 'server' },
    'an error after some pieces': { stream: ['a', 'b'], error: 'server' },
    cut: { stream: ['a', 'b'], cutAfter: 1 },
    'cut at its length': { text: 'a', finishReason: 'length' },
    filtered: { text: 'a', finishReason: 'content-filter' },
    'an end of some other kind': { text: 'a', finishReason: 'other' },
    'a refusal': { refusal: 'No.' },
    'nothing at all': { text: '' },
  }
  test.each(
    Object.entries(refused).flatMap(([name, step]) => verbs.map((verb) => [name, verb, step] as const)),
  )('%s, %s: not kept', async (_, verb, step) => {
    const { provider, put, store, layer } = rig(step)
    await put(verb)
    await put(verb)
    expect(provider.calls).toHaveLength(2)
    expect(store.statistics().entries).toBe(0)
    expect(layer.statistics()).toMatchObject({ hits: 0, misses: 2, stores: 0 })
  })

  test.each(verbs)('aborted, %s: not kept', async (verb) => {
    const provider = gated()
    const store = memoryStore()
    const layer = cache(store)
    const ai = createClient(provider, layer)
    const controller = new AbortController()
    const { signal } = controller
    const answer = verb === 'ask' ? ai.ask('q', { signal }) : ai.stream('q', { signal }).response
    answer.catch(() => {})
    await provider.asked(1)
    controller.abort()
    await expect(answer).rejects.toMatchObject({ code: 'aborted' })
    await layer.settled()
    expect(store.statistics().entries).toBe(0)
  })

  const kept: Readonly<Record<string, FakeStep>> = {
    'a text': 'a',
    'tool calls': { toolCalls: [{ name: 't', arguments: { a: 1 } }] },
    sources: { text: 'a', sources: [{ url: 'http://a.test' }] },
  }
  test.each(Object.entries(kept).flatMap(([name, step]) => verbs.map((verb) => [name, verb, step] as const)))(
    '%s, %s: kept',
    async (_, verb, step) => {
      const { provider, put } = rig(step)
      const first = await put(verb)
      for (const again of verbs)
        expect(await put(again)).toMatchObject({
          parts: (first as { parts: unknown }).parts,
          cached: { store: 'memory' },
          attempts: [],
        })
      expect(provider.calls).toHaveLength(1)
    },
  )

  test('JSON that does not fit its schema is not kept; what fits is', async () => {
    const { provider, ai, layer, store } = rig([{ json: { total: 'x' } }, { json: { total: 2 } }])
    const invoice = z.object({ total: z.number() })
    const put = () => ai.askJson('q', invoice, { maxRepairs: 0 }).catch((error: AiuError) => error.code)
    expect(await put()).toBe('invalid-output')
    await layer.settled()
    expect(store.statistics().entries).toBe(0)
    expect(await put()).toMatchObject({ value: { total: 2 } })
    await layer.settled()
    expect(await put()).toMatchObject({ value: { total: 2 }, cached: { store: 'memory' } })
    expect(provider.calls).toHaveLength(2)
  })

  test('what was kept for one schema is a miss for one that asks more', async () => {
    const { provider, ai, layer } = rig([{ json: { total: -1 } }, { json: { total: 2 } }])
    // In JSON Schema a refinement is not seen, so both have one key.
    const loose = z.object({ total: z.number() })
    const strict = z.object({ total: z.number().refine((total) => total > 0) })
    await ai.askJson('q', loose)
    await layer.settled()
    expect((await ai.askJson('q', strict)).cached).toBeUndefined()
    await layer.settled()
    expect(await ai.askJson('q', strict)).toMatchObject({ value: { total: 2 }, cached: { store: 'memory' } })
    expect(provider.calls).toHaveLength(2)
  })

  test('`when` has the last word, of complete answers only', async () => {
    const asked: string[] = []
    const when: CacheOptions['when'] = ({ tags }, { text }) => {
      asked.push(text)
      return tags?.keep === 'yes'
    }
    const { provider, put } = rig([{ error: 'server' }, 'a', 'b'], { when })
    await put()
    await put()
    await put('ask', { tags: { keep: 'yes' } })
    await put()
    expect(asked).toEqual(['a', 'b'])
    expect(provider.calls).toHaveLength(3)
  })

  test('a `when` that throws costs nobody an answer', async () => {
    const { put, store } = rig('a', {
      when() {
        throw new Error('mine')
      },
    })
    expect(await put()).toMatchObject({ text: 'a' })
    expect(store.statistics().entries).toBe(0)
  })

  test('answers longer than maxCharacters', async () => {
    for (const verb of verbs) {
      const { provider, put } = rig([{ stream: ['12345', '678901'] }, { stream: ['12345', '67890'] }], {
        maxCharacters: 10,
      })
      for (const long of [true, false, false])
        expect(await put(verb)).toMatchObject({ text: long ? '12345678901' : '1234567890' })
      expect(provider.calls).toHaveLength(2)
    }
  })
})

describe('temperature', () => {
  test.each(verbs)('five draws at temperature 1 are five, %s', async (verb) => {
    const { provider, ai } = rig(['a', 'b', 'c', 'd', 'e'])
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() =>
        verb === 'ask' ? ai.ask('q', { temperature: 1 }) : ai.stream('q', { temperature: 1 }).response,
      ),
    )
    expect(answers.map(({ text }) => text).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(provider.calls).toHaveLength(5)
  })

  test.each([
    [{ temperature: 0.7 }, true],
    [{ temperature: 0.71 }, false],
    [{}, true],
    [{ temperature: 0 }, true],
    // The vendor's own parameters win, on the wire and here.
    [{ extra: { temperature: 1 } }, false],
    [{ temperature: 1, extra: { temperature: 0 } }, true],
    [{ extra: { options: { temperature: 1 } } }, false],
  ])('%j: kept is %s', async (options, kept) => {
    const { provider, put } = rig('a')
    await put('ask', options)
    await put('ask', options)
    expect(provider.calls).toHaveLength(kept ? 1 : 2)
  })

  test('the gate is a setting', async () => {
    const { provider, put } = rig('a', { maxTemperature: 0 })
    await put('ask', { temperature: 0.1 })
    await put('ask', { temperature: 0.1 })
    await put()
    await put()
    expect(provider.calls).toHaveLength(3)
  })
})

describe('per call', () => {
  test.each(verbs)('bypass neither reads nor stores, %s', async (verb) => {
    const { provider, put, layer } = rig(['a', 'b', 'c'])
    await put(verb, { cache: 'bypass' })
    expect(await put(verb)).toMatchObject({ text: 'b' })
    expect(await put(verb, { cache: 'bypass' })).toMatchObject({ text: 'c', cached: undefined })
    expect(await put(verb)).toMatchObject({ text: 'b' })
    expect(provider.calls).toHaveLength(3)
    expect(layer.statistics()).toMatchObject({ hits: 1, misses: 1 })
  })

  test.each(verbs)('refresh only stores, %s', async (verb) => {
    const { put } = rig(['a', 'b'])
    await put(verb)
    expect(await put(verb, { cache: 'refresh' })).toMatchObject({ text: 'b', cached: undefined })
    expect(await put(verb)).toMatchObject({ text: 'b', cached: { store: 'memory' } })
  })

  test.each(verbs)('only never goes upstream, %s', async (verb) => {
    const { provider, put } = rig('a')
    const error = await put(verb, { cache: 'only' })
    expect(isAiuError(error, 'unsupported')).toBe(true)
    expect(provider.calls).toHaveLength(0)
    await put(verb)
    expect(await put(verb, { cache: 'only' })).toMatchObject({ text: 'a' })
  })

  test('a namespace', async () => {
    const { provider, put, layer } = rig(['a', 'b', 'c'])
    await put()
    expect(await put('ask', { namespace: 'x' })).toMatchObject({ text: 'b' })
    expect(await put()).toMatchObject({ text: 'a' })
    await layer.clear('x')
    expect(await put()).toMatchObject({ text: 'a' })
    expect(await put('ask', { namespace: 'x' })).toMatchObject({ text: 'c' })
    await layer.clear()
    expect(await put()).toMatchObject({ text: 'a', cached: undefined })
    expect(provider.calls).toHaveLength(4)
    expect(await put('ask', { namespace: '' })).toMatchObject({ code: 'configuration' })
  })
})

describe('time', () => {
  test('an answer is kept for its time, and no longer', async () => {
    let now = 1000
    const { provider, put } = rig(['a', 'b'], { ttlMs: 1000.5, clock: () => now })
    await put()
    now = 2000
    expect(await put()).toMatchObject({ text: 'a', cached: { at: 1000, ageMs: 1000 } })
    now = 2001
    expect(await put()).toMatchObject({ text: 'b', cached: undefined })
    expect(provider.calls).toHaveLength(2)
  })

  test('a clock that was set back tells no age below 0', async () => {
    let now = 5000
    const { put } = rig('a', { clock: () => now })
    await put()
    now = 1000
    expect(await put()).toMatchObject({ cached: { at: 5000, ageMs: 0 } })
  })

  test('stale: the old answer at once, while one new one is fetched', async () => {
    let now = 0
    const provider = gated(['a'])
    const layer = cache(memoryStore(), { ttlMs: 100, staleMs: 50, clock: () => now })
    const ai = createClient(provider, layer)
    provider.open()
    await ai.ask('q')
    await layer.settled()
    now = 120
    for (const answer of await Promise.all([ai.ask('q'), ai.ask('q'), ai.stream('q').response]))
      expect(answer.cached).toMatchObject({ at: 0, ageMs: 120 })
    await provider.asked(2)
    await settle()
    expect(provider.requests).toHaveLength(2)
    expect(provider.requests[1]?.signal?.aborted).toBe(false)
    provider.open()
    await layer.settled()
    expect((await ai.ask('q')).cached).toMatchObject({ at: 120, ageMs: 0 })
    expect(provider.requests).toHaveLength(2)
    now = 280
    const late = ai.ask('q')
    await provider.asked(3)
    provider.open()
    expect((await late).cached).toBeUndefined()
  })

  test('stale: what is fetched anew is for its own namespace alone', async () => {
    let now = 0
    const provider = gated(['a'])
    const ai = createClient(provider, cache(memoryStore(), { ttlMs: 100, staleMs: 50, clock: () => now }))
    provider.open()
    await ai.ask('q')
    now = 120
    await ai.ask('q')
    await provider.asked(2)
    const others = ['~default', 'default~'].map((namespace) => ai.ask('q', { namespace }))
    await provider.asked(4)
    provider.open(3)
    for (const other of await Promise.all(others)) expect(other.cached).toBeUndefined()
  })

  test('stale: a refresh that fails leaves the old answer, and is tried again', async () => {
    let now = 0
    const { put, provider } = rig(['a', { error: 'server' }, 'b'], {
      ttlMs: 100,
      staleMs: 900,
      clock: () => now,
    })
    await put()
    now = 200
    expect(await put()).toMatchObject({ text: 'a' })
    expect(await put()).toMatchObject({ text: 'a' })
    expect(await put()).toMatchObject({ text: 'b', cached: { ageMs: 0 } })
    expect(provider.calls).toHaveLength(3)
  })
})

describe('options that cannot be meant are refused early', () => {
  const wrong: readonly (readonly [string, unknown])[] = [
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, '1000', null].map((value) => ['ttlMs', value] as const),
    ...[-1, Number.NaN, Number.POSITIVE_INFINITY].map((value) => ['staleMs', value] as const),
    ...[-0.1, Number.NaN, 3].map((value) => ['maxTemperature', value] as const),
    ...[-1, Number.NaN, 1e9].map((value) => ['leaseMs', value] as const),
    ...[0, Number.NaN].map((value) => ['maxCharacters', value] as const),
    ...[0, Number.NaN, -5].map((value) => ['patienceMs', value] as const),
    ...['', 5].map((value) => ['namespace', value] as const),
  ]
  test.each(wrong)('%s %j', (name, value) => {
    const make = (): Layer => cache(memoryStore(), { [name]: value })
    expect(make).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(name) }),
    )
  })
})

test('a layer among others: usage sees the hit, and a wrong order is refused', async () => {
  const { ai, layer } = rig('a')
  await ai.ask('q')
  await layer.settled()
  const told: unknown[] = []
  await ask(ai.provider, 'q', { onAttempt: (attempt) => told.push(attempt) })
  expect(told).toEqual([])
  const deadline: Layer = { name: 'deadline', order: 30, chat: (request, next) => next(request) }
  expect(() => createClient(fakeProvider('a'), cache(memoryStore()), deadline)).toThrow(/put deadline|before/)
})
