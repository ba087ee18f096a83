import { createClient, isAiuError, type Price, type Provider } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { type RouteOptions, route } from '../../src/index.ts'
import { down, put, standing, told, VERBS, well } from '../fallback/support.ts'

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('in-order', () => {
  test.each(VERBS)('%s: the first that is well', async (verb) => {
    const { clock } = standing()
    const ai = createClient(route({ strategy: 'in-order', clock }, down('a'), well('b')))
    expect(told((await put(ai, verb)).attempts)).toEqual(['a failed server', 'b done'])
    expect(told((await put(ai, verb)).attempts)).toEqual(['b done'])
  })

  test('any answer is as good as another', () => {
    const whole = route({ strategy: 'in-order' }, well('a'), well('b'))
    expect(whole).toMatchObject({ name: 'route(a, b)', interchangeable: true })
  })
})

/** Who is asked first, over many draws spread evenly. */
async function draws(weights: RouteOptions['weights'], names: readonly string[], count: number) {
  let seed = 1
  // Park and Miller.
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const [first = '', ...rest] = names
  const ai = createClient(
    route({ strategy: 'weighted', weights, random }, well(first), ...rest.map((name) => well(name))),
  )
  const counts: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]))
  for (let call = 0; call < count; call++) {
    const { provider } = await ai.ask('q')
    counts[provider] = (counts[provider] ?? 0) + 1
  }
  return names.map((name) => (counts[name] ?? 0) / count)
}

describe('weighted', () => {
  test('in proportion to the weights', async () => {
    const [a = 0, b = 0, c = 0] = await draws({ a: 6, b: 3 }, ['a', 'b', 'c'], 4_000)
    expect(a).toBeCloseTo(0.6, 1)
    expect(b).toBeCloseTo(0.3, 1)
    expect(c).toBeCloseTo(0.1, 1)
  })

  test('the rest is drawn too, when one fails', async () => {
    const random = [0.99, 0.5, 0.1]
    const ai = createClient(
      route({ strategy: 'weighted', random: () => random.shift() ?? 0 }, well('a'), down('b'), down('c')),
    )
    expect(told((await ai.ask('q')).attempts)).toEqual(['c failed server', 'b failed server', 'a done'])
  })

  test.each([
    [{ a: 0 }, 'route: the weight of a is 0'],
    [{ a: -1 }, 'route: the weight of a is -1'],
    [{ a: Number.NaN }, 'route: the weight of a is NaN'],
    [{ a: Infinity }, 'route: the weight of a is Infinity'],
    [{ z: 1 }, 'route has no member "z" to weigh; it has a, b.'],
  ])('%o is refused', (weights, words) => {
    expect(() => route({ strategy: 'weighted', weights }, well('a'), well('b'))).toThrow(words)
  })
})

describe('least-busy', () => {
  const slow = (name: string) => well(name, { stream: ['one ', 'two'], delayMs: 60_000 })

  test.each(VERBS)('%s: by the calls that are under way', async (verb) => {
    const providers = [slow('a'), slow('b'), slow('c')] as const
    const ai = createClient(route({ strategy: 'least-busy' }, ...providers))
    const callers = Array.from({ length: 6 }, () => new AbortController())
    const asked = callers.map(({ signal }) => put(ai, verb, { signal }))
    const gone = Promise.allSettled(asked)
    await settled()
    expect(providers.map(({ calls }) => calls.length)).toEqual([2, 2, 2])
    // Two leave, and make room.
    callers[1]?.abort()
    callers[4]?.abort()
    await settled()
    const late = new AbortController()
    void put(ai, verb, { signal: late.signal }).catch(() => {})
    void put(ai, verb, { signal: late.signal }).catch(() => {})
    await settled()
    expect(providers.map(({ calls }) => calls.length)).toEqual([2, 4, 2])
    for (const caller of [...callers, late]) caller.abort()
    await gone
  })

  test('a stream counts until its end, whatever it is', async () => {
    const [a, b] = [well('a', { stream: ['one ', 'two'] }), well('b')]
    const ai = createClient(route({ strategy: 'least-busy' }, a, b))
    const first = ai.stream('q')[Symbol.asyncIterator]()
    await first.next()
    expect((await ai.ask('q')).provider).toBe('b')
    while (!(await first.next()).done);
    expect((await ai.ask('q')).provider).toBe('a')
    for await (const _ of ai.stream('q')) break
    expect((await ai.ask('q')).provider).toBe('a')
  })

  test('one that failed, or was cut, has made room', async () => {
    const { clock } = standing()
    const a = well('a', { stream: ['one '], cutAfter: 1 })
    const ai = createClient(route({ strategy: 'least-busy', clock, cooldownMs: 0 }, a, well('b')))
    await expect(ai.stream('q').response).rejects.toMatchObject({ code: 'interrupted' })
    expect(told((await ai.ask('q')).attempts)).toEqual(['a cut interrupted', 'b done'])
    expect(told((await ai.ask('q')).attempts)).toEqual(['a cut interrupted', 'b done'])
  })
})

describe('cheapest', () => {
  const perToken: Readonly<Record<string, number>> = { 'a-1': 3, 'b-1': 1, 'a-small': 0.5 }
  const price: Price = ({ inputTokens = 0, outputTokens = 0 }, { model }) => {
    const rate = perToken[model]
    const amount = rate === undefined ? undefined : rate * (inputTokens + outputTokens)
    return amount === undefined ? undefined : { amount, currency: 'USD', source: 'test', lines: [] }
  }
  const whole = (...providers: readonly [Provider, ...Provider[]]) =>
    createClient(route({ strategy: 'cheapest', price }, ...providers))

  test('by price, and who has none comes last', async () => {
    const ai = whole(well('unknown'), well('a'), down('b'))
    expect(told((await ai.ask('q')).attempts)).toEqual(['b failed server', 'a done'])
    expect((await whole(well('unknown'), down('a')).ask('q')).provider).toBe('unknown')
  })

  test('of the model that is asked for, at the first', async () => {
    expect((await whole(well('a'), well('b')).ask('q')).provider).toBe('b')
    expect((await whole(well('a'), well('b')).ask('q', { model: 'a-small' })).provider).toBe('a')
  })

  test('one that is made of others costs what the dearest does', async () => {
    const pair = route({ strategy: 'in-order' }, well('b'), well('a'))
    expect((await whole(pair, well('b')).ask('q')).provider).toBe('b')
    const same = route({ strategy: 'in-order' }, well('b'), well('b'))
    expect((await whole(well('a'), same).ask('q')).provider).toBe('b')
  })

  test('on an estimate of what the call will use', async () => {
    const seen: unknown[] = []
    const ai = createClient(
      route(
        {
          strategy: 'cheapest',
          price(usage, { model, operation }) {
            seen.push({ ...usage, model, operation })
            return undefined
          },
        },
        well('a'),
      ),
    )
    await ai.ask([
      { role: 'user', content: ['x'.repeat(400), { type: 'image', data: new Uint8Array(9_999) }] },
    ])
    await ai.ask('q', { maxTokens: 20 })
    await ai.embed(['y'.repeat(40)])
    expect(seen).toMatchObject([
      { outputTokens: 1_000, source: 'estimated', model: 'a-1', operation: 'chat' },
      { outputTokens: 20 },
      { inputTokens: 10, outputTokens: undefined, operation: 'embed' },
    ])
    const [{ inputTokens }] = seen as [{ inputTokens: number }]
    expect(inputTokens).toBe(1_104)
  })

  test('needs a price', () => {
    expect(() => route({ strategy: 'cheapest' }, well('a'))).toThrow('route needs a price')
  })
})

test('bad input, from plain JS too', () => {
  const make = route as unknown as (...given: unknown[]) => unknown
  for (const given of [
    [],
    [{ strategy: 'in-order' }],
    [{ strategy: 'fastest' }, well('a')],
    [{ strategy: 'toString' }, well('a')],
    [well('a'), well('b')],
    [{ strategy: 'in-order' }, well('a'), {}],
    [{ strategy: 'in-order', cooldownMs: -1 }, well('a')],
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
