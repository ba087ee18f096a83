import { getEventListeners } from 'node:events'
import { type Attempt, createClient, isAiuError } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { hedge } from '../../src/index.ts'
import { down, limited, put, standing, told, VERBS, well } from '../fallback/support.ts'

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
const slow = (name: string) => well(name, { text: `${name} answers late`, delayMs: 60_000 })

describe.each(VERBS)('%s', (verb) => {
  test('the first is quick: the second is never asked, and nothing waits', async () => {
    const { fake, clock } = standing()
    const second = well('b')
    const ai = createClient(hedge({ afterMs: 50, clock }, well('a'), second))
    expect((await put(ai, verb)).provider).toBe('a')
    expect([second.calls.length, fake.waiting]).toEqual([0, 0])
  })

  test('the first is silent: the second is asked, wins, and the first is canceled', async () => {
    const { fake, clock } = standing()
    const [first, second] = [slow('a'), well('b')]
    const all: Attempt[] = []
    const ai = createClient(hedge({ afterMs: 50, clock }, first, second))
    const asked = put(ai, verb, { onAttempt: (attempt: Attempt) => all.push(attempt) })
    await fake.advance(49)
    expect(second.calls).toHaveLength(0)
    await fake.advance(1)
    const response = await asked
    expect(response).toMatchObject({ text: 'b answers', provider: 'b' })
    expect(told(response.attempts).sort()).toEqual(['a aborted aborted', 'b done'])
    expect(told(all).sort()).toEqual(['a aborted aborted', 'b done'])
    expect(first.calls[0]?.request.signal?.aborted).toBe(true)
    expect(second.calls[0]?.request.signal?.aborted).toBe(false)
    expect(fake.waiting).toBe(0)
  })

  test('the first may still win', async () => {
    const { fake, clock } = standing()
    const first = well('a', { text: 'a answers', delayMs: 5 })
    const second = slow('b')
    const asked = put(createClient(hedge({ afterMs: 50, clock }, first, second)), verb)
    await fake.advance(50)
    const response = await asked
    expect(response.provider).toBe('a')
    expect(told(response.attempts).sort()).toEqual(['a done', 'b aborted aborted'])
  })

  test('one that fails hands over at once', async () => {
    const { fake, clock } = standing()
    const ai = createClient(hedge({ afterMs: 50, clock }, down('a'), well('b')))
    expect(told((await put(ai, verb)).attempts)).toEqual(['a failed server', 'b done'])
    expect(fake.waiting).toBe(0)
  })

  test('the second fails: the first goes on', async () => {
    const { fake, clock } = standing()
    const first = well('a', { text: 'a answers', delayMs: 20 })
    const asked = put(createClient(hedge({ afterMs: 5, clock }, first, down('b'))), verb)
    await fake.advance(5)
    expect(told((await asked).attempts)).toEqual(['b failed server', 'a done'])
  })

  test('both fail: the better error, with both attempts', async () => {
    const ai = createClient(hedge({ afterMs: 50 }, down('a'), down('b', limited(70))))
    const error = await put(ai, verb).catch((cause) => cause)
    expect(error).toMatchObject({ code: 'rate-limit', retryAfterMs: 70 })
    expect(told(error.attempts)).toEqual(['a failed server', 'b failed rate-limit'])
  })

  test('what no other can mend ends it', async () => {
    const { fake, clock } = standing()
    const second = well('b')
    const ai = createClient(hedge({ afterMs: 50, clock }, down('a', 'configuration'), second))
    await expect(put(ai, verb)).rejects.toMatchObject({ code: 'configuration' })
    expect([second.calls.length, fake.waiting]).toEqual([0, 0])
  })

  test('three: each is given its time', async () => {
    const { fake, clock } = standing()
    const members = [slow('a'), slow('b'), well('c')] as const
    const asked = put(createClient(hedge({ afterMs: 50, clock }, ...members)), verb)
    await fake.advance(50)
    expect(members.map(({ calls }) => calls.length)).toEqual([1, 1, 0])
    await fake.advance(50)
    const { provider, attempts } = await asked
    expect(provider).toBe('c')
    expect(told(attempts).sort()).toEqual(['a aborted aborted', 'b aborted aborted', 'c done'])
  })

  test('an abort cancels all', async () => {
    const { fake, clock } = standing()
    const members = [slow('a'), slow('b')] as const
    const caller = new AbortController()
    const asked = put(createClient(hedge({ afterMs: 50, clock }, ...members)), verb, {
      signal: caller.signal,
    })
    await fake.advance(50)
    caller.abort(new Error('gone'))
    const error = await asked.catch((cause) => cause)
    expect(error).toMatchObject({ code: 'aborted', cause: new Error('gone') })
    await settled()
    expect(told(error.attempts)).toEqual(['a aborted aborted', 'b aborted aborted'])
    expect(listenersOf(caller.signal)).toBe(0)
  })

  test('leaves no timer and no listener', async () => {
    const caller = new AbortController()
    const ai = createClient(hedge({ afterMs: 60_000 }, well('a'), well('b')))
    const both = createClient(hedge({ afterMs: 1 }, slow('a'), well('b')))
    const before = timers()
    await put(ai, verb, { signal: caller.signal })
    await put(both, verb, { signal: caller.signal })
    // One of an earlier test may have rung meanwhile.
    expect(timers()).toBeLessThanOrEqual(before)
    expect(listenersOf(caller.signal)).toBe(0)
  })
})

test('a reader who leaves before anything came cancels all, and no other is asked', async () => {
  const { fake, clock } = standing()
  const members = [slow('a'), slow('b'), well('c')] as const
  const answer = createClient(hedge({ afterMs: 50, clock }, ...members)).stream('q')
  const read = answer[Symbol.asyncIterator]().next()
  await fake.advance(50)
  answer.cancel()
  await expect(read).rejects.toMatchObject({ code: 'aborted' })
  await settled()
  expect(fake.waiting).toBe(0)
  expect(members.map(({ calls }) => calls.map(({ request }) => request.signal?.aborted))).toEqual([
    [true],
    [true],
    [],
  ])
})

test('a provider that is left as an iterator alone closes all of them', async () => {
  const { fake, clock } = standing()
  const members = [slow('a'), slow('b')] as const
  const events = hedge({ afterMs: 50, clock }, ...members)
    .stream({ messages: [{ role: 'user', content: 'q' }] })
    [Symbol.asyncIterator]()
  const read = events.next()
  await fake.advance(50)
  await events.return?.()
  await expect(read).rejects.toMatchObject({ code: 'aborted' })
  for (const { calls } of members) expect(calls[0]?.request.signal?.aborted).toBe(true)
})

test('usage that is told early is no answer yet; what the loser had used is seen', async () => {
  const { fake, clock } = standing()
  const early = {
    ...well('a'),
    async *stream({ signal }: { signal?: AbortSignal | undefined }) {
      yield { type: 'usage' as const, usage: { inputTokens: 7, source: 'provider' as const } }
      await fake.sleep(60_000, signal)
    },
  }
  const asked = createClient(hedge({ afterMs: 50, clock }, early, well('b'))).stream('q').response
  await fake.advance(50)
  const { provider, attempts } = await asked
  expect(provider).toBe('b')
  expect(attempts.find((attempt) => attempt.provider === 'a')).toMatchObject({
    outcome: 'aborted',
    usage: { inputTokens: 7 },
  })
})

test('usage that is told early reaches the reader, first', async () => {
  const usage = { inputTokens: 7, source: 'provider' as const }
  const early = {
    ...well('a'),
    async *stream() {
      yield { type: 'usage' as const, usage }
      yield { type: 'text' as const, text: 'one' }
      yield { type: 'finish' as const, finishReason: 'stop' as const }
    },
  }
  const types: string[] = []
  for await (const { type } of createClient(hedge({ afterMs: 50 }, early, well('b'))).stream('q'))
    types.push(type)
  expect(types).toEqual(['usage', 'text', 'finish'])
})

test('it tells of itself', () => {
  expect(hedge({ afterMs: 1 }, well('a'), well('b'))).toMatchObject({
    name: 'hedge(a, b)',
    interchangeable: true,
    defaultModel: 'a-1',
    members: [{ name: 'a' }, { name: 'b' }],
  })
})

test('bad input, from plain JS too', () => {
  const make = hedge as unknown as (...given: unknown[]) => unknown
  for (const given of [
    [],
    [well('a'), well('b')],
    [{ afterMs: 50 }, well('a')],
    [{ afterMs: 50 }, well('a'), undefined],
    ...[0, -1, Number.NaN, Infinity, '50', undefined].map((afterMs) => [{ afterMs }, well('a'), well('b')]),
  ]) {
    let error: unknown
    try {
      make(...given)
    } catch (cause) {
      error = cause
    }
    expect(isAiuError(error, 'configuration')).toBe(true)
  }
})
