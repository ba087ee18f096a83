import { ask, isAiuError, type Price, type Provider, wrap } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'
import * as limits from '../src/index.ts'

type Make = (options: Record<string, unknown>, ...providers: readonly unknown[]) => unknown
const { budget, deadline, fallback, hedge, memoryLimits, rateLimit, retry, route, timeout } =
  limits as unknown as Readonly<Record<string, Make>> as Record<keyof typeof limits, Make>

const price: Price = () => undefined
const money = { amount: 1, currency: 'USD', per: 'day', price }
const a = fakeProvider('x', { name: 'a' })
const b = fakeProvider('x', { name: 'b' })

/** Never numbers that can be meant; `fits` is what is right about one of them. */
const NONE = [0, -1, Number.NaN, Infinity, -Infinity, '5', null, {}]
const wrong = (name: string, make: (value: unknown) => unknown, but: readonly unknown[] = []) =>
  NONE.filter((value) => !but.includes(value)).map(
    (value) => [`${name}: ${typeof value === 'string' ? `'${value}'` : value}`, () => make(value)] as const,
  )

test.each<readonly [what: string, make: () => unknown]>([
  ...wrong('retry attempts', (attempts) => retry({ attempts })),
  ...wrong('retry maxWaitMs', (maxWaitMs) => retry({ maxWaitMs })),
  ...wrong('deadline', (ms) => deadline(ms as never)),
  ...wrong('timeout firstTokenMs', (firstTokenMs) => timeout({ firstTokenMs })),
  ...wrong('timeout idleMs', (idleMs) => timeout({ idleMs })),
  ...['requests', 'tokens', 'concurrency', 'perMs'].flatMap((name) =>
    wrong(`rateLimit ${name}`, (value) => rateLimit({ requests: 5, [name]: value })),
  ),
  ...['maxQueue', 'assumedTokens'].flatMap((name) =>
    wrong(`rateLimit ${name}`, (value) => rateLimit({ requests: 5, [name]: value }), [0]),
  ),
  ...wrong('budget amount', (amount) => budget({ ...money, amount })),
  ...wrong('budget assumedTokens', (assumedTokens) => budget({ ...money, assumedTokens }), [0]),
  ...wrong('fallback cooldownMs', (cooldownMs) => fallback({ cooldownMs }, a), [0]),
  ...wrong('route cooldownMs', (cooldownMs) => route({ strategy: 'in-order', cooldownMs }, a), [0]),
  ...wrong('route weights', (weight) => route({ strategy: 'weighted', weights: { a: weight } }, a)),
  ...wrong('hedge afterMs', (afterMs) => hedge({ afterMs }, a, b)),
  ['timeout of nothing', () => timeout({})],
  ['rateLimit of nothing', () => rateLimit({})],
  ['rateLimit without options', () => rateLimit(undefined as never)],
  ['timeout without options', () => timeout(undefined as never)],
  ['budget without options', () => budget(undefined as never)],
  ['budget without a price', () => budget({ ...money, price: undefined })],
  ['budget with a price that is no function', () => budget({ ...money, price: 0.5 })],
  ['budget without a currency', () => budget({ ...money, currency: '' })],
  ['budget per year', () => budget({ ...money, per: 'year' })],
  [
    'budget of a run in a store without a key',
    () => budget({ ...money, per: 'run', store: memoryLimits({}) }),
  ],
  ['fallback of nobody', () => fallback(undefined as never)],
  ['fallback of options alone', () => fallback({ cooldownMs: 5 })],
  ['fallback of a string', () => fallback('openai' as never)],
  ['route of nobody', () => route({ strategy: 'in-order' })],
  ['route without options', () => route(undefined as never, a)],
  ['route by what there is not', () => route({ strategy: 'fastest' }, a)],
  ['route by price without one', () => route({ strategy: 'cheapest' }, a)],
  ['route with a weight of nobody', () => route({ strategy: 'weighted', weights: { c: 1 } }, a)],
  ['hedge of one', () => hedge({ afterMs: 5 }, a)],
  ['hedge without options', () => hedge(undefined as never, a, b)],
])('%s is refused as it is made, in words', (_, make) => {
  let error: unknown
  try {
    make()
  } catch (cause) {
    error = cause
  }
  expect(isAiuError(error, 'configuration')).toBe(true)
  expect((error as Error).message).toMatch(
    /^(retry|deadline|timeout|rateLimit|budget|fallback|route|hedge)\b.{5,}\.$/,
  )
  expect((error as Error).message).not.toMatch(/undefined\./)
})

const store = limits.memoryLimits()
const once = (layer: unknown, inner: Provider = fakeProvider('x', { loop: true })) =>
  ask(wrap(inner, layer as never), 'Hi')

test.each([
  ['requests', () => rateLimit({ requests: 5, store }), () => rateLimit({ requests: 6, store })],
  ['tokens', () => rateLimit({ tokens: 5_000, store }), () => rateLimit({ tokens: 6_000, store })],
  [
    'amounts',
    () => budget({ amount: 5_000, currency: 'tokens', per: 'day', store }),
    () => budget({ amount: 6_000, currency: 'tokens', per: 'day', store }),
  ],
])(
  'two limits of one key that disagree about %s: the later call is refused, and nothing sent',
  async (_, one, other) => {
    await once(one())
    const inner = fakeProvider('x', { loop: true })
    await expect(once(other(), inner)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/^Two limits disagree about /),
    })
    expect(inner.calls).toHaveLength(0)
    await once(one())
  },
)
