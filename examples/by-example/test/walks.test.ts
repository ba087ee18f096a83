// Do the parts fit? Six walks through stacks of layers and combinators, as an app puts them together.
import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import {
  AiuError,
  type CacheStore,
  type ChatEvent,
  createClient,
  isAiuError,
  type Provider,
  type UsageRow,
} from '@aiu/core'
import { deadline, fallback, hedge } from '@aiu/limits'
import { fakeClock } from '@aiu/testing'
import { createUsageTracker, usage } from '@aiu/usage'
import { describe, expect, test } from 'vitest'
import { gatedProvider } from './gated-provider.ts'

const opened = (name: string, pieces?: readonly string[]) => {
  const provider = gatedProvider(name, pieces)
  provider.openAll()
  return provider
}
const failing = (name: string): Provider => {
  const fail = async (): Promise<never> => {
    throw new AiuError('server', `${name} is down.`)
  }
  return {
    ...gatedProvider(name),
    chat: fail,
    stream: () => ({ [Symbol.asyncIterator]: () => ({ next: fail }) }),
  }
}
const collect = async <T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
/** A usage layer, and the rows that it makes. */
function counted() {
  const tracker = createUsageTracker()
  const rows = (): Promise<UsageRow[]> => collect(tracker.rows())
  return { rows, layer: usage(tracker) }
}
/** A clock that stands still until `advance`. */
function handClock() {
  const hands = fakeClock()
  return { hands, clock: { now: () => hands.now, sleep: hands.sleep } }
}
/** How many answers are kept. */
const sizeOf = async (store: CacheStore): Promise<number> =>
  (await collect(store.within?.('default').entries?.() ?? [])).length
const outcomes = (rows: readonly UsageRow[]): string[] =>
  rows.map(({ provider, outcome }) => `${provider} ${outcome}`)
/** Everything that was ready to run has run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('1 ask', () => {
  test('through every ring', async () => {
    const { rows, layer } = counted()
    const store = memoryStore()
    const ai = createClient(opened('a'), layer, deadline(1000, { clock: handClock().clock }), cache(store))
    const response = await ai.ask('q', { tags: { user: 'u' } })
    expect(response).toMatchObject({
      text: 'a answers',
      provider: 'a',
      finishReason: 'stop',
      usage: { inputTokens: 7 },
    })
    expect(response.attempts).toMatchObject([{ provider: 'a', outcome: 'done', operation: 'chat' }])
    expect(await rows()).toMatchObject([{ outcome: 'done', usage: { inputTokens: 7 }, tags: { user: 'u' } }])
  })

  test('the order of the rings is checked', () => {
    expect(() => createClient(opened('a'), cache(memoryStore()), deadline(1000))).toThrow(
      expect.objectContaining({ code: 'configuration' }),
    )
  })
})

describe('2 stream', () => {
  test('through every ring, as it comes', async () => {
    const { rows, layer } = counted()
    const provider = gatedProvider('a')
    const ai = createClient(
      provider,
      layer,
      deadline(1000, { clock: handClock().clock }),
      cache(memoryStore()),
    )
    const answer = ai.stream('q')
    const events = answer[Symbol.asyncIterator]()
    expect(provider.calls).toBe(0) // nothing is sent before the first read
    const types: string[] = []
    const read = async () => {
      const { value } = await events.next()
      if (value) types.push(value.type)
    }
    await read()
    provider.open()
    await read()
    await read()
    expect(types).toEqual(['usage', 'start', 'text'])
    expect(await rows()).toEqual([]) // it has not ended
    provider.openAll()
    await read()
    await read()
    expect(types.slice(3)).toEqual(['text', 'finish'])
    expect(await answer.response).toMatchObject({ text: 'a answers', attempts: [{ outcome: 'done' }] })
    expect(outcomes(await rows())).toEqual(['a done'])
  })

  test('a reader who leaves cancels upstream; what was used is seen', async () => {
    const { rows, layer } = counted()
    const provider = gatedProvider('a')
    const ai = createClient(provider, layer, cache(memoryStore()))
    provider.open()
    for await (const piece of ai.stream('q').textStream) {
      expect(piece).toBe('a ')
      break
    }
    await provider.canceled
    await settled()
    expect(await rows()).toMatchObject([{ outcome: 'aborted', usage: { inputTokens: 7 } }])
  })
})

describe('3 a cached stream, replayed', () => {
  test('the same events, and the response says where they come from', async () => {
    const { rows, layer } = counted()
    const store = memoryStore()
    const provider = opened('a', ['one ', 'two ', 'three'])
    let now = 1000
    const ai = createClient(provider, layer, cache(store, { clock: () => now }))
    const first = await collect(ai.stream('q'))
    await settled()
    now = 5000
    const replay = ai.stream('q')
    const second = await collect(replay)
    expect(provider.calls).toBe(1)
    // What was used is told at the end; who was asked, and how long it took, is another matter.
    const bare = (events: ChatEvent[]) =>
      events
        .filter(({ type }) => type !== 'usage')
        .map((event) => JSON.parse(JSON.stringify({ ...event, cached: 0, attempts: 0, timing: 0 })))
    expect(bare(second)).toEqual(bare(first))
    const response = await replay.response
    expect(response).toMatchObject({
      text: 'one two three',
      finishReason: 'stop',
      usage: { outputTokens: 2 },
    })
    expect(response.cached).toEqual({ at: 1000, ageMs: 4000, store: 'memory' })
    expect(response.attempts).toEqual([])
    expect(outcomes(await rows())).toEqual(['a done', 'a hit'])
    expect((await rows())[1]?.usage).toMatchObject({ inputTokens: 7 })
  })

  test('nothing is stored before the end', async () => {
    const store = memoryStore()
    const provider = gatedProvider('a')
    const ai = createClient(provider, cache(store))
    const whole = collect(ai.stream('q'))
    await provider.asked(1)
    provider.open()
    provider.open()
    await settled()
    expect(await sizeOf(store)).toBe(0)
    provider.open()
    await whole
    await settled()
    expect(await sizeOf(store)).toBe(1)
  })

  test('nor ever, when the reader leaves or the stream is cut', async () => {
    const store = memoryStore()
    const provider = gatedProvider('a')
    const ai = createClient(provider, cache(store))
    provider.open()
    for await (const _ of ai.stream('q').textStream) break
    await provider.canceled
    const cut = {
      ...opened('b'),
      stream: async function* (): AsyncGenerator<ChatEvent> {
        yield { type: 'text', text: 'half' }
      },
    }
    await expect(createClient(cut, cache(store)).stream('q').response).rejects.toMatchObject({
      code: 'interrupted',
      partial: { text: 'half' },
    })
    await settled()
    expect(await sizeOf(store)).toBe(0)
  })

  test('a whole answer too', async () => {
    const provider = opened('a')
    const ai = createClient(provider, cache(memoryStore()))
    await ai.ask('q')
    await settled()
    const again = await ai.ask('q')
    expect(again).toMatchObject({ text: 'a answers', attempts: [], cached: { store: 'memory' } })
    expect((await ai.ask('another')).cached).toBeUndefined()
    expect((await ai.ask('q', { temperature: 0 })).cached).toBeUndefined()
    expect((await ai.ask('q', { tags: { user: 'u' } })).cached).toBeDefined()
    expect(provider.calls).toBe(3)
  })
})

describe('4 a fallback under a cache', () => {
  test.each(['ask', 'stream'] as const)(
    '%s: a backup answers, and its answer is not stored',
    async (verb) => {
      const { rows, layer } = counted()
      const store = memoryStore()
      const backup = opened('b')
      const ai = createClient(fallback(failing('a'), backup), layer, cache(store))
      const put = () =>
        verb === 'ask' ? ai.ask('q', { model: 'a-large' }) : ai.stream('q', { model: 'a-large' }).response
      const response = await put()
      expect(response).toMatchObject({ text: 'b answers', provider: 'b' })
      expect(response.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`)).toEqual([
        'a failed',
        'b done',
      ])
      expect(outcomes(await rows())).toEqual(['a failed', 'b done'])
      expect(backup.requests[0]?.model).toBeUndefined() // the first one's model means nothing to it
      await settled()
      expect(await sizeOf(store)).toBe(0)
    },
  )

  test.each(['ask', 'stream'] as const)(
    '%s: the first choice is up again, and its answer is',
    async (verb) => {
      const store = memoryStore()
      const [first, backup] = [opened('a'), opened('b')]
      const ai = createClient(fallback(first, backup), cache(store))
      const put = () => (verb === 'ask' ? ai.ask('q') : ai.stream('q').response)
      expect((await put()).text).toBe('a answers')
      await settled()
      expect(await sizeOf(store)).toBe(1)
      expect((await put()).cached).toBeDefined()
      expect([first.calls, backup.calls]).toEqual([1, 0])
    },
  )

  test('nobody answers: what was tried is on the error', async () => {
    const ai = createClient(fallback(failing('a'), failing('b')), cache(memoryStore()))
    const error = await ai.ask('q').catch((cause) => cause)
    expect(isAiuError(error, 'server')).toBe(true)
    expect(error.attempts.map(({ provider }: { provider: string }) => provider)).toEqual(['a', 'b'])
  })
})

describe('5 a hedged pair under usage', () => {
  test('the slow one loses: canceled, its attempt seen', async () => {
    const { rows, layer } = counted()
    const { clock, hands } = handClock()
    const [slow, fast] = [gatedProvider('slow'), opened('fast')]
    const ai = createClient(hedge({ afterMs: 50, clock }, slow, fast), layer)
    const asked = ai.ask('q')
    await slow.asked(1)
    expect(fast.calls).toBe(0)
    await hands.advance(50)
    const response = await asked
    expect(response).toMatchObject({ text: 'fast answers', provider: 'fast' })
    expect(response.attempts.map(({ provider, outcome }) => `${provider} ${outcome}`)).toEqual([
      'fast done',
      'slow aborted',
    ])
    expect(outcomes(await rows()).sort()).toEqual(['fast done', 'slow aborted'])
    expect(new Set((await rows()).map(({ callId }) => callId)).size).toBe(1)
  })

  test('streams: what the loser had used is seen', async () => {
    const { rows, layer } = counted()
    const { clock, hands } = handClock()
    const [slow, fast] = [gatedProvider('slow'), opened('fast')]
    const ai = createClient(hedge({ afterMs: 50, clock }, slow, fast), layer)
    const asked = ai.stream('q').response
    await slow.asked(1)
    await hands.advance(50)
    expect(await asked).toMatchObject({ text: 'fast answers', provider: 'fast' })
    await slow.canceled
    expect((await rows()).find(({ provider }) => provider === 'slow')).toMatchObject({
      outcome: 'aborted',
      operation: 'stream',
      usage: { inputTokens: 7 },
    })
    expect(outcomes(await rows())).toContain('fast done')
  })

  test('the first is quick: the second is never asked', async () => {
    const { clock, hands } = handClock()
    const [first, second] = [opened('first'), opened('second')]
    const ai = createClient(hedge({ afterMs: 50, clock }, first, second))
    expect((await ai.ask('q')).provider).toBe('first')
    expect(second.calls).toBe(0)
    expect(hands.waiting).toBe(0)
  })

  test('the caller leaves: both are canceled', async () => {
    const { rows, layer } = counted()
    const { clock, hands } = handClock()
    const [a, b] = [gatedProvider('a'), gatedProvider('b')]
    const ai = createClient(hedge({ afterMs: 50, clock }, a, b), layer)
    const caller = new AbortController()
    const asked = ai.ask('q', { signal: caller.signal })
    await a.asked(1)
    await hands.advance(50)
    await b.asked(1)
    caller.abort(new Error('gone'))
    await expect(asked).rejects.toMatchObject({ code: 'aborted', cause: new Error('gone') })
    await Promise.all([a.canceled, b.canceled])
    expect(outcomes(await rows()).sort()).toEqual(['a aborted', 'b aborted'])
  })

  test("either one's answer may be kept", async () => {
    const store = memoryStore()
    const { clock, hands } = handClock()
    const ai = createClient(
      hedge({ afterMs: 50, clock }, gatedProvider('slow'), opened('fast')),
      cache(store),
    )
    const asked = ai.stream('q').response
    await hands.advance(50)
    await asked
    await settled()
    expect(await sizeOf(store)).toBe(1)
  })
})

describe('6 a follower with a deadline of its own', () => {
  test.each(['ask', 'stream'] as const)('%s: it gives up alone; the leader goes on', async (verb) => {
    const { rows, layer } = counted()
    const { clock, hands } = handClock()
    const provider = gatedProvider('p')
    const shared = cache(memoryStore())
    const seen = layer
    const patient = createClient(provider, seen, deadline(1000, { clock }), shared)
    const hasty = createClient(provider, seen, deadline(50, { clock }), shared)
    const put = (ai: typeof patient, user: string) =>
      verb === 'ask' ? ai.ask('q', { tags: { user } }) : ai.stream('q', { tags: { user } }).response
    const leader = put(patient, 'patient')
    await provider.asked(1)
    const follower = put(hasty, 'hasty')
    const gaveUp = expect(follower).rejects.toMatchObject({ code: 'timeout', attempts: [] })
    await hands.advance(50)
    await gaveUp
    provider.openAll()
    expect(await leader).toMatchObject({ text: 'p answers', attempts: [{ outcome: 'done' }] })
    expect(provider.calls).toBe(1)
    // nobody's patience and nobody's labels went upstream
    expect(provider.requests[0]).not.toMatchObject({ deadline: expect.anything() })
    expect(provider.requests[0]?.tags).toBeUndefined()
    expect(await rows()).toMatchObject([{ outcome: 'done', tags: { user: 'patient' } }])
    await settled()
    expect(hands.waiting).toBe(0)
  })

  test.each(['ask', 'stream'] as const)(
    '%s: a leader that gives up does not take its follower along',
    async (verb) => {
      const { rows, layer } = counted()
      const { clock, hands } = handClock()
      const provider = gatedProvider('p')
      const shared = cache(memoryStore())
      const seen = layer
      const hasty = createClient(provider, seen, deadline(50, { clock }), shared)
      const patient = createClient(provider, seen, deadline(1000, { clock }), shared)
      const put = (ai: typeof patient) => (verb === 'ask' ? ai.ask('q') : ai.stream('q').response)
      const gaveUp = expect(put(hasty)).rejects.toMatchObject({ code: 'timeout' })
      await provider.asked(1)
      const follower = put(patient)
      await hands.advance(50)
      await gaveUp
      provider.openAll()
      expect(await follower).toMatchObject({ text: 'p answers', attempts: [], cached: { shared: true } })
      expect(provider.calls).toBe(1)
      // the attempt is told, though the one who made it has left
      expect(outcomes(await rows()).sort()).toEqual(['p done', 'p shared'])
    },
  )

  test.each(['ask', 'stream'] as const)('%s: the last one leaving cancels upstream', async (verb) => {
    const { rows, layer } = counted()
    const provider = gatedProvider('p')
    const store = memoryStore()
    const ai = createClient(provider, layer, cache(store))
    const [one, two] = [new AbortController(), new AbortController()]
    const put = ({ signal }: AbortController) =>
      verb === 'ask' ? ai.ask('q', { signal }) : ai.stream('q', { signal }).response
    const asked = [put(one), put(two)]
    const left = Promise.all(asked.map((each) => expect(each).rejects.toMatchObject({ code: 'aborted' })))
    await provider.asked(1)
    await settled()
    let canceled = false
    void provider.canceled.then(() => {
      canceled = true
    })
    one.abort()
    await settled()
    expect(canceled).toBe(false)
    two.abort()
    await left
    await provider.canceled
    expect(provider.calls).toBe(1)
    await settled()
    expect(outcomes(await rows())).toEqual(['p aborted'])
    expect(await sizeOf(store)).toBe(0)
  })

  test.each(['ask', 'stream'] as const)(
    '%s: 10,000 equal ones make one call',
    { timeout: 120_000 },
    async (verb) => {
      const provider = gatedProvider('p')
      const ai = createClient(provider, cache(memoryStore()))
      const asked = Promise.all(
        Array.from({ length: 10_000 }, () => (verb === 'ask' ? ai.ask('q') : ai.stream('q').response)),
      )
      await provider.asked(1)
      await settled()
      provider.openAll()
      const all = await asked
      expect(provider.calls).toBe(1)
      expect(new Set(all.map(({ text }) => text))).toEqual(new Set(['p answers']))
      expect(all.filter(({ attempts }) => attempts.length)).toHaveLength(1)
      expect(all.filter(({ cached }) => cached?.shared)).toHaveLength(9_999)
    },
  )

  test("the leader's error reaches all, and is not kept", async () => {
    const store = memoryStore()
    const ai = createClient(failing('p'), cache(store))
    const all = await Promise.allSettled([ai.ask('q'), ai.ask('q'), ai.stream('q').response])
    for (const each of all) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'server' } })
    expect(await sizeOf(store)).toBe(0)
  })
})
