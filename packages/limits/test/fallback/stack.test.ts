import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { createClient, type Layer, type Price, type Provider, wrap } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { type FaultServer, faultServer } from '@aiu/testing/node'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  budget,
  type Clock,
  deadline,
  fallback,
  heal,
  hedge,
  rateLimit,
  retry,
  route,
  timeout,
} from '../../src/index.ts'
import { down, put, standing, told, VERBS, well } from './support.ts'

/** Waits are over at once. */
const hasty: Clock = { now: () => performance.now(), sleep: async () => {} }
const price: Price = () => ({ amount: 0.001, currency: 'USD', source: 'test', lines: [] })

const server = async (): Promise<FaultServer> => {
  const made = await faultServer()
  onTestFinished(() => made.close())
  return made
}

/** The stack of the examples, as a request goes down. */
const stack = (first: Provider, second: Provider) =>
  createClient(
    fallback(
      wrap(
        first,
        heal(),
        retry({ clock: hasty }),
        rateLimit({ requests: 500, tokens: 200_000, perMs: 60_000 }),
        timeout({ firstTokenMs: 10_000, idleMs: 5_000 }),
      ),
      wrap(second, retry({ clock: hasty })),
    ),
    deadline(60_000),
    cache(memoryStore(), { ttlMs: 3_600_000 }),
    budget({ amount: 5, currency: 'USD', per: 'day', price, key: `stack ${Math.random()}` }),
  )

describe.each(VERBS)('the whole stack, with %s', (verb) => {
  test('the first choice answers, and is asked once', async () => {
    const [a, b] = [await server(), await server()]
    const of = ({ baseURL }: FaultServer) => openaiCompatible({ baseURL, model: 'm', apiKey: 'test' })
    const ai = stack(of(a), of(b))
    expect((await put(ai, verb)).text).toBe('Hello.')
    expect((await put(ai, verb)).cached).toBeDefined()
    expect([a.requests.length, b.requests.length]).toEqual([1, 0])
  })

  test('its retries are spent before the backup is asked', async () => {
    const [a, b] = [await server(), await server()]
    a.play('F13', '503')
    const of = ({ baseURL }: FaultServer) => openaiCompatible({ baseURL, model: 'm', apiKey: 'test' })
    const { text, attempts } = await put(stack(of(a), of(b)), verb)
    expect(text).toBe('Hello.')
    expect(attempts.map(({ baseURL, outcome }) => [baseURL, outcome])).toEqual([
      [a.baseURL, 'failed'],
      [a.baseURL, 'failed'],
      [a.baseURL, 'failed'],
      [b.baseURL, 'done'],
    ])
    expect([a.requests.length, b.requests.length]).toEqual([3, 1])
  })
})

test('a deadline bounds all members together', async () => {
  const { fake, clock } = standing()
  const slow = (name: string) => well(name, { text: 'late', delayMs: 60_000 })
  const second = slow('b')
  const ai = createClient(
    fallback({ clock }, wrap(slow('a'), timeout({ firstTokenMs: 600, clock })), second, well('c')),
    deadline(1_000, { clock }),
  )
  const asked = ai.ask('q').catch((error) => error)
  await fake.advance(1_000)
  const error = await asked
  expect(error).toMatchObject({ code: 'timeout' })
  expect(told(error.attempts)).toEqual(['a failed timeout', 'b failed timeout'])
  expect(fake.waiting).toBe(0)
})

test('a budget of one member moves on to the next', async () => {
  const mean = budget({ amount: 0.0001, currency: 'USD', per: 'run', price, key: `mean ${Math.random()}` })
  const ai = createClient(fallback(wrap(well('dear'), mean), well('free')))
  expect((await ai.ask('q')).provider).toBe('free')
})

const layers: Readonly<Record<string, () => Layer>> = {
  deadline: () => deadline(1_000),
  cache: () => cache(memoryStore()),
  retry: () => retry(),
}
test.each([
  ['deadline', 'retry', true],
  ['cache', 'retry', true],
  ['retry', 'deadline', false],
  ['retry', 'cache', false],
])('%s around members with %s: %s', (outer, inner, fits) => {
  const members = [wrap(well('a'), layers[inner]?.() as Layer), well('b')] as const
  const make = (): unknown =>
    [
      fallback(...members),
      route({ strategy: 'in-order' }, ...members),
      hedge({ afterMs: 1 }, ...members),
    ].map((provider) => createClient(provider, layers[outer]?.() as Layer))
  if (fits) expect(make).not.toThrow()
  else expect(make).toThrow(`${outer} stands around ${inner}; put ${inner} before it.`)
})

test('a retry around the whole asks all of them again', async () => {
  const { clock } = standing()
  const [a, b] = [down('a'), down('b')]
  const ai = createClient(fallback({ clock, cooldownMs: 0 }, a, b), retry({ attempts: 2, clock: hasty }))
  await expect(ai.ask('q')).rejects.toMatchObject({ code: 'server' })
  expect([a.calls.length, b.calls.length]).toEqual([2, 2])
})

describe('no ring of its own', () => {
  /** Promises made while a stream of so many pieces is read. */
  const promises = async (provider: Provider, count: number): Promise<number> => {
    const { createHook } = await import('node:async_hooks')
    const pieces = Array.from({ length: count }, () => 'x')
    const member: Provider = {
      ...provider,
      stream: () => {
        const events = [
          ...pieces.map((text) => ({ type: 'text' as const, text })),
          { type: 'finish' as const, finishReason: 'stop' as const },
        ]
        return {
          [Symbol.asyncIterator]: () => ({
            next: async () => ({ value: events.shift() as (typeof events)[number], done: false as const }),
          }),
        }
      },
    }
    let made = 0
    const hook = createHook({
      init(_, type) {
        if (type === 'PROMISE') made++
      },
    })
    const read = async (whole: Provider): Promise<number> => {
      const events = whole.stream({ messages: [] })[Symbol.asyncIterator]()
      await events.next()
      made = 0
      hook.enable()
      for (let at = 1; at < count; at++) await events.next()
      hook.disable()
      return made / (count - 1)
    }
    const bare = await read(wrap(member))
    const rings = [
      await read(fallback(member)),
      await read(route({ strategy: 'in-order' }, member)),
      await read(hedge({ afterMs: 1_000 }, member, member)),
      (await read(fallback(wrap(member, timeout({ idleMs: 5_000 }))))) -
        (await read(wrap(member, timeout({ idleMs: 5_000 })))) +
        bare,
    ]
    expect(rings.map((each) => Math.round(each - bare))).toEqual([0, 0, 0, 0])
    return (await read(route({ strategy: 'least-busy' }, member))) - bare
  }

  test('no promise more for each event; one where streams are counted', async () => {
    expect(Math.round(await promises(well('a'), 200))).toBe(1)
  })
})
