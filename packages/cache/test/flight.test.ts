import { type CacheOptions, cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { AiuError, type ChatEvent, createClient, isAiuError, type Provider } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { bare, collect, settle } from './support/collect.ts'
import { type Gated, gated, usage } from './support/gated.ts'
import { held } from './support/held.ts'
import { mapStore } from './support/map-store.ts'

function rig<P extends Provider>(provider: P, options: CacheOptions = {}) {
  const store = memoryStore()
  const layer = cache(store, options)
  return { provider, store, layer, ai: createClient(provider as Provider, layer) }
}
type Client = ReturnType<typeof rig>['ai']
type Verb = 'ask' | 'stream'
const put = (ai: Client, verb: Verb, signal?: AbortSignal, question = 'q') =>
  verb === 'ask' ? ai.ask(question, { signal }) : ai.stream(question, { signal }).response
const failed = async (promise: Promise<unknown>): Promise<AiuError> =>
  promise.then(
    () => expect.fail('It did not fail.'),
    (error) => error,
  )
const verbs = ['ask', 'stream'] as const
const pairs = verbs.flatMap((first) => verbs.map((second) => [first, second] as const))

describe('F46 one question, one call', () => {
  test.each(pairs)('%s shares with %s', async (first, second) => {
    const { provider, ai, layer } = rig(gated())
    const leader = put(ai, first)
    await provider.asked(1)
    const others = [put(ai, second), put(ai, second)]
    await settle()
    provider.open(9)
    const [led, ...shared] = await Promise.all([leader, ...others])
    expect(led.cached).toBeUndefined()
    expect(led.attempts).toMatchObject([{ outcome: 'done' }])
    for (const one of shared)
      expect(one).toMatchObject({
        text: 'one two',
        usage,
        finishReason: 'stop',
        attempts: [],
        cached: { shared: true, store: 'memory', ageMs: 0 },
      })
    expect(provider.requests).toHaveLength(1)
    expect(layer.statistics()).toMatchObject({ hits: 0, misses: 1, shared: 2, savedTokens: 18 })
    await layer.settled()
    expect((await put(ai, second)).cached).toMatchObject({ store: 'memory' })
    expect(layer.statistics()).toMatchObject({ stores: 1 })
  })

  test('a late joiner first gets what has come, then the rest live', async () => {
    const { provider, ai } = rig(gated(['a', 'b', 'c', 'd']))
    const first = ai.stream('q')
    const leader = collect(first)
    await provider.asked(1)
    provider.open(2)
    await settle()
    const seen: ChatEvent[] = []
    const late = (async () => {
      for await (const event of ai.stream('q')) seen.push(event)
    })()
    await settle()
    expect(bare(seen).map((event) => (event as { text?: string }).text)).toEqual([undefined, 'a', 'b'])
    provider.open(9)
    await late
    expect(bare(seen)).toEqual(bare(await leader))
    expect(seen.at(0)).toMatchObject({ cached: { shared: true } })
    expect(provider.requests).toHaveLength(1)
  })

  test('who comes between the answer and its being stored does not ask again', async () => {
    const never = mapStore({ set: () => new Promise(() => {}) })
    const ai = createClient(fakeProvider(['a', 'b']), cache(never, { patienceMs: 50 }))
    await ai.ask('q')
    expect((await ai.ask('q')).text).toBe('b')
    const fine = mapStore()
    const slow = mapStore({ get: fine.get, set: async (...given) => settle().then(() => fine.set(...given)) })
    const other = createClient(fakeProvider(['a', 'b']), cache(slow))
    await other.ask('q')
    expect((await other.ask('q')).text).toBe('a')
  })

  test.each(verbs)('no label of one caller goes upstream, %s', async (verb) => {
    const { provider, ai } = rig(gated())
    const { signal } = new AbortController()
    const options = { signal, deadline: 1e12, tags: { user: 'u' }, callId: 'c' }
    const answer = verb === 'ask' ? ai.ask('q', options) : ai.stream('q', options).response
    await provider.asked(1)
    expect(provider.requests[0]).toMatchObject({ callId: 'c' })
    expect(provider.requests[0]?.deadline).toBeUndefined()
    expect(provider.requests[0]?.tags).toBeUndefined()
    provider.open(9)
    await answer
  })

  test('namespaces share nothing', async () => {
    const { provider, ai } = rig(gated())
    const all = Promise.all([
      ai.ask('q'),
      ai.ask('q', { namespace: 'b' }),
      ai.ask('q', { namespace: 'default' }),
    ])
    await provider.asked(2)
    provider.open(9)
    await all
    expect(provider.requests).toHaveLength(2)
  })

  test.each(verbs)('share: false, %s', async (verb) => {
    const { provider, ai, layer } = rig(fakeProvider('a', { loop: true }), { share: false })
    await Promise.all([put(ai, verb), put(ai, verb)])
    expect(provider.calls).toHaveLength(2)
    await layer.settled()
    expect((await put(ai, verb)).cached).toBeDefined()
  })

  test('refresh joins a call under way, and starts but one', async () => {
    const { provider, ai, layer } = rig(gated())
    provider.open(1)
    await ai.ask('q')
    const again = Promise.all([1, 2, 3].map(() => ai.ask('q', { cache: 'refresh' })))
    await provider.asked(2)
    await settle()
    provider.open(9)
    await again
    await layer.settled()
    expect(provider.requests).toHaveLength(2)
  })
})

describe('leaving', () => {
  test.each(pairs)("one reader's abort hurts no other: %s leads, %s leaves", async (first, second) => {
    const { provider, ai } = rig(gated())
    const controller = new AbortController()
    const leader = put(ai, first)
    await provider.asked(1)
    const leaver = failed(put(ai, second, controller.signal))
    const other = put(ai, second)
    await settle()
    controller.abort(new Error('enough'))
    // The provider says nothing before it is let to.
    expect(await leaver).toMatchObject({ code: 'aborted', name: 'AbortError', cause: { message: 'enough' } })
    provider.open(9)
    expect(await leader).toMatchObject({ text: 'one two' })
    expect(await other).toMatchObject({ text: 'one two', cached: { shared: true } })
    expect(provider.requests[0]?.signal?.aborted).toBe(false)
  })

  test.each(pairs)('the leader leaves, the others go on: %s leads, %s stays', async (first, second) => {
    const { provider, ai, layer } = rig(gated())
    const controller = new AbortController()
    const leader = failed(put(ai, first, controller.signal))
    await provider.asked(1)
    const other = put(ai, second)
    await settle()
    controller.abort()
    expect(await leader).toMatchObject({ code: 'aborted' })
    provider.open(9)
    expect(await other).toMatchObject({ text: 'one two' })
    await layer.settled()
    expect((await put(ai, 'ask')).cached).toBeDefined()
    expect(provider.requests).toHaveLength(1)
  })

  test('a reader who breaks off hurts no other', async () => {
    const { provider, ai } = rig(gated(['a', 'b', 'c']))
    const whole = collect(ai.stream('q').textStream)
    await provider.asked(1)
    provider.open(1)
    for await (const _ of ai.stream('q').textStream) break
    provider.open(9)
    expect(await whole).toEqual(['a', 'b', 'c'])
    await settle()
    expect(provider.returned).toBe(1)
  })

  test.each(pairs)(
    'the last to leave cancels upstream, in the same turn: %s, then %s',
    async (first, second) => {
      const { provider, ai, store, layer } = rig(gated())
      const [one, other] = [new AbortController(), new AbortController()]
      const both = [failed(put(ai, first, one.signal)), failed(put(ai, second, other.signal))]
      await provider.asked(1)
      await settle()
      one.abort()
      await settle()
      expect(provider.requests[0]?.signal?.aborted).toBe(false)
      other.abort()
      await settle()
      expect(provider.requests[0]?.signal?.aborted).toBe(true)
      for (const error of await Promise.all(both)) expect(error.code).toBe('aborted')
      await layer.settled()
      expect(store.statistics().entries).toBe(0)
      // The next one asks anew.
      const next = put(ai, first)
      await provider.asked(2)
      provider.open(9)
      expect(await next).toMatchObject({ text: 'one two' })
    },
  )

  test('by breaking off, too', async () => {
    const { provider, ai } = rig(gated(['a', 'b']))
    provider.open(1)
    const reading = async (): Promise<void> => {
      for await (const _ of ai.stream('q').textStream) break
    }
    await Promise.all([reading(), reading()])
    await settle()
    expect(provider.returned).toBe(1)
    expect(provider.requests[0]?.signal?.aborted).toBe(true)
  })

  test("a follower's deadline ends him alone, and says so", async () => {
    const { provider, ai } = rig(gated())
    const leader = ai.ask('q')
    await provider.asked(1)
    const timeout = new AiuError('timeout', 'The deadline of 5 ms has passed.')
    const controller = new AbortController()
    const follower = failed(ai.ask('q', { signal: controller.signal }))
    await settle()
    controller.abort(timeout)
    const error = await follower
    expect(error).toMatchObject({ code: 'timeout', message: timeout.message })
    expect(error).not.toBe(timeout)
    provider.open(9)
    expect(await leader).toMatchObject({ text: 'one two' })
  })

  test.each(verbs)('while the store is being asked: at once, and nothing is sent, %s', async (verb) => {
    const provider = gated()
    const never = mapStore({ get: () => new Promise(() => {}) })
    const ai = createClient(provider, cache(never, { patienceMs: 600 }))
    const controller = new AbortController()
    const answer = failed(put(ai as Client, verb, controller.signal))
    await new Promise((resolve) => setTimeout(resolve, 20))
    const left = Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 500, 'late'))])
    controller.abort()
    expect(await left).toMatchObject({ code: 'aborted' })
    await new Promise((resolve) => setTimeout(resolve, 650))
    expect(provider.requests).toHaveLength(0)
  })

  test('a stream that nobody reads asks nobody', async () => {
    const { provider, ai } = rig(gated())
    ai.stream('q')
    await settle()
    expect(provider.requests).toHaveLength(0)
  })

  test('no listener stays on a signal that lives on', async () => {
    const { provider, ai } = rig(fakeProvider('a', { loop: true }))
    const { signal } = new AbortController()
    let listeners = 0
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      listeners++
      addEventListener.apply(signal, given)
    }
    signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
      listeners--
      removeEventListener.apply(signal, given)
    }
    for (const verb of verbs) await Promise.all([1, 2, 3].map(() => put(ai, verb, signal, verb)))
    for (const verb of verbs) await put(ai, verb, signal, verb)
    expect(listeners).toBe(0)
    expect(provider.calls).toHaveLength(2)
  })
})

describe('failing', () => {
  test.each(pairs)(
    "the leader's error reaches all, each his own: %s leads, %s follows",
    async (first, second) => {
      const { provider, ai, store, layer } = rig(gated())
      const leader = failed(put(ai, first))
      await provider.asked(1)
      const others = [failed(put(ai, second)), failed(put(ai, second))]
      await settle()
      const cause = new AiuError('rate-limit', 'Slow down.', {
        retryAfterMs: 5,
        status: 429,
        provider: 'gated',
      })
      provider.fail(cause)
      const errors = await Promise.all([leader, ...others])
      expect(new Set(errors).size).toBe(3)
      for (const error of errors)
        expect(error).toMatchObject({
          code: 'rate-limit',
          message: 'Slow down.',
          retryAfterMs: 5,
          status: 429,
        })
      const [led, ...rest] = errors
      expect(led?.attempts).toMatchObject([{ outcome: 'failed', code: 'rate-limit' }])
      for (const error of rest) expect(error.attempts).toEqual([])
      await layer.settled()
      expect(store.statistics().entries).toBe(0)
      // It is not kept: the next one asks anew.
      await failed(put(ai, second))
      expect(provider.requests).toHaveLength(2)
    },
  )

  test('a stream that fails after some pieces: each has what came', async () => {
    const { provider, ai } = rig(gated(['a', 'b']))
    const streams = [ai.stream('q'), ai.stream('q')]
    const errors = Promise.all(streams.map(({ response }) => failed(response)))
    await provider.asked(1)
    provider.open(1)
    await settle()
    provider.fail(new AiuError('interrupted', 'Cut.'))
    for (const error of await errors)
      expect(error).toMatchObject({ code: 'interrupted', partial: { text: 'a' } })
    const again = failed(ai.stream('q').response)
    expect(isAiuError(await again, 'interrupted')).toBe(true)
    expect(provider.requests).toHaveLength(2)
  })

  test('a stream that ends without an end is cut', async () => {
    const cut: Provider = {
      name: 'cut',
      chat: () => Promise.reject(new Error('not asked')),
      async *stream() {
        yield { type: 'text', text: 'half' }
      },
    }
    const { ai, store, layer } = rig(cut)
    const errors = await Promise.all([1, 2].map(() => failed(ai.stream('q').response)))
    for (const error of errors)
      expect(error).toMatchObject({ code: 'interrupted', partial: { text: 'half' } })
    await layer.settled()
    expect(store.statistics().entries).toBe(0)
  })
})

describe('back-pressure', () => {
  test('a slow reader holds the server back', async () => {
    const { provider, ai } = rig(gated(Array.from({ length: 100 }, (_, at) => `${at}`)))
    provider.open(1000)
    const reader = ai.stream('q')[Symbol.asyncIterator]()
    for (let read = 1; read <= 5; read++) {
      await reader.next()
      await settle()
      expect(provider.pulled).toBeLessThanOrEqual(read + 1)
    }
    await reader.return?.()
  })

  test('of several readers, the fastest is not held back', async () => {
    const { provider, ai } = rig(gated(['a', 'b', 'c']))
    provider.open(1000)
    const slow = ai.stream('q')[Symbol.asyncIterator]()
    await slow.next()
    expect((await ai.stream('q').response).text).toBe('abc')
    const rest: unknown[] = []
    for (let step = await slow.next(); !step.done; step = await slow.next()) rest.push(step.value.type)
    expect(rest).toEqual(['text', 'text', 'text', 'finish'])
    expect(provider.requests).toHaveLength(1)
  })

  test('over maxCharacters: who has joined goes on, who comes late goes upstream, nothing is kept', async () => {
    const { provider, ai, store, layer } = rig(gated(['aaaa', 'bbbb', 'cccc', 'dddd']), { maxCharacters: 10 })
    const early = [ai.stream('q').response, ai.stream('q').response]
    await provider.asked(1)
    provider.open(3)
    await settle()
    const late = ai.stream('q').response
    await provider.asked(2)
    provider.open(99)
    for (const { text } of await Promise.all([...early, late])) expect(text).toBe('aaaabbbbccccdddd')
    await layer.settled()
    expect(store.statistics().entries).toBe(0)
  })
})

describe('with askJson', () => {
  test('a shared answer is checked by each; kept for one, it is a miss for who asks more', async () => {
    const provider = gated(['{"total":', '-1}'])
    const { ai, layer } = rig(provider)
    const loose = z.object({ total: z.number() })
    const strict = z.object({ total: z.number().refine((total) => total > 0) })
    const one = ai.askJson('q', loose, { maxRepairs: 0 })
    await provider.asked(1)
    const other = failed(ai.askJson('q', strict, { maxRepairs: 0 }))
    await settle()
    provider.open(9)
    expect((await one).value).toEqual({ total: -1 })
    expect((await other).code).toBe('invalid-output')
    await layer.settled()
    expect((await failed(ai.askJson('q', strict, { maxRepairs: 0 }))).code).toBe('invalid-output')
    expect(provider.requests).toHaveLength(2)
    expect((await ai.askJson('q', loose)).cached).toBeDefined()
  })
})

describe('many', () => {
  const MB = 2 ** 20

  test('10,000 equal asks: one call, start + 64 MB', async () => {
    const { provider, ai, layer } = rig(gated(['x'.repeat(1000)]))
    const before = held()
    const all = Promise.all(Array.from({ length: 10_000 }, () => ai.ask('q')))
    await provider.asked(1)
    await settle()
    const meanwhile = held()
    provider.open(9)
    for (const { text } of await all) if (text.length !== 1000) expect.fail('An answer is wrong.')
    expect(provider.requests).toHaveLength(1)
    expect(Math.max(meanwhile, held()) - before).toBeLessThan(64 * MB)
    expect(layer.statistics()).toMatchObject({ misses: 1, shared: 9_999 })
  })

  test('1,000 equal streams, half of them late: one call, start + 64 MB', async () => {
    const pieces = Array.from({ length: 200 }, (_, at) => `piece ${at} `)
    const provider: Gated = gated(pieces)
    const { ai } = rig(provider)
    const before = held()
    const read = async (): Promise<number> => {
      let length = 0
      for await (const piece of ai.stream('q').textStream) length += piece.length
      return length
    }
    const early = Array.from({ length: 500 }, read)
    await provider.asked(1)
    provider.open(100)
    await settle()
    const late = Array.from({ length: 500 }, read)
    await settle()
    const meanwhile = held()
    provider.open(999)
    const whole = pieces.join('').length
    expect(new Set(await Promise.all([...early, ...late]))).toEqual(new Set([whole]))
    expect(provider.requests).toHaveLength(1)
    expect(Math.max(meanwhile, held()) - before).toBeLessThan(64 * MB)
  })
})
