import {
  type AiuError,
  ask,
  type Cost,
  type LimitStore,
  type Provider,
  stream,
  type Usage,
  wrap,
} from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'
import { budget, type MoneyBudget, memoryLimits, rateLimit } from '../../src/index.ts'

const cost = (amount: number): Cost => ({ amount, currency: 'USD', source: 'test', lines: [] })
const money = (more: Partial<MoneyBudget> = {}): MoneyBudget => ({
  amount: 1,
  currency: 'USD',
  per: 'day',
  price: ({ inputTokens = 0, outputTokens = 0 }) => cost((inputTokens + outputTokens) / 1_000),
  store: memoryLimits(),
  ...more,
})
/** How much is left: the most that is still let through. */
async function left(options: MoneyBudget): Promise<number> {
  const error = await ask(wrap(fakeProvider('x'), budget(options)), 'x', { maxTokens: 1e9 }).catch(
    (cause: AiuError) => cause.message,
  )
  return Number(/has ([\d.]+) USD left/.exec(String(error))?.[1])
}
const saying = (told: object): Provider => ({
  ...fakeProvider('x'),
  chat: async () => ({ parts: [], finishReason: 'stop', ...told }),
})

test.each([-1e6, Number.NaN, Number.POSITIVE_INFINITY])(
  'a usage of %d tokens makes nobody richer',
  async (n) => {
    const options = money()
    const usage: Usage = { inputTokens: n, outputTokens: n, totalTokens: n, source: 'provider' }
    await ask(wrap(saying({ usage }), budget(options)), 'x', { maxTokens: 100 })
    expect(await left(options)).toBeLessThan(1)
  },
)

test.each([-5, Number.NaN, Number.POSITIVE_INFINITY])('nor does a told cost of %d', async (amount) => {
  const options = money()
  await ask(wrap(saying({ cost: cost(amount) }), budget(options)), 'x', { maxTokens: 100 })
  expect(await left(options)).toBeLessThanOrEqual(1)
})

test.each([-5, Number.NaN, Number.POSITIVE_INFINITY])('a price of %d is none', async (amount) => {
  const provider = wrap(fakeProvider('x'), budget(money({ price: () => cost(amount) })))
  await expect(ask(provider, 'x')).rejects.toMatchObject({ code: 'configuration' })
})

test('what no day can pay for does not say to wait for the next', async () => {
  const error = await ask(wrap(fakeProvider('x'), budget(money())), 'x', { maxTokens: 1e9 }).catch(
    (cause: AiuError) => cause,
  )
  expect(error).toMatchObject({
    code: 'budget-exceeded',
    hint: expect.stringMatching(/Raise/),
  })
  expect(error).not.toHaveProperty('retryAfterMs')
})

const both = [ask, (...given: Parameters<typeof ask>) => stream(...given).response]

test('F40 an abort while the store is slow ends the call; what comes after it is given back', async () => {
  const memory = memoryLimits()
  let give = (): void => {}
  const gate = () =>
    new Promise<void>((resolve) => {
      give = resolve
    })
  const options = money({
    store: {
      ...memory,
      async reserve(...given) {
        await gate()
        return memory.reserve(...given)
      },
    },
  })
  for (const asked of both) {
    const inner = fakeProvider('x', { loop: true })
    const stop = new AbortController()
    const reason = new Error('mine')
    const gone = asked(wrap(inner, budget(options)), 'x', { signal: stop.signal, maxTokens: 100 }).catch(
      (error: AiuError) => error,
    )
    await new Promise((resolve) => setTimeout(resolve, 5))
    stop.abort(reason)
    expect(await gone).toMatchObject({ code: 'aborted', cause: reason })
    give()
    await expect.poll(() => left({ ...options, store: memory })).toBe(1)
    expect(inner.calls).toHaveLength(0)
  }
})

test('a store that hangs is left at once', async () => {
  const hangs: LimitStore = { reserve: () => new Promise(() => {}), settle() {}, refund() {} }
  for (const asked of both) {
    const stop = new AbortController()
    const provider = wrap(fakeProvider('x'), budget(money({ store: hangs })))
    const gone = asked(provider, 'Hi', { signal: stop.signal }).catch((error: AiuError) => error.code)
    setTimeout(() => stop.abort(), 5)
    expect(await gone).toBe('aborted')
  }
})

test.each([Number.NaN, -5_000, Number.POSITIVE_INFINITY])(
  'a maximum of %s tokens, past the verbs, reserves no less than an answer may have',
  async (maxTokens) => {
    const reserved: number[] = []
    const inner = memoryLimits()
    const store: LimitStore = {
      ...inner,
      reserve(key, request) {
        reserved.push(...Object.values(request.units))
        return inner.reserve(key, request)
      },
    }
    const fine = fakeProvider('fine', { loop: true })
    const request = { messages: [{ role: 'user', content: 'x' }], maxTokens } as const
    const limited = wrap(fine, budget({ amount: 9_000, currency: 'tokens', per: 'day', store }))
    await limited.chat(request).catch((error: AiuError) => expect(error.code).toBe('budget-exceeded'))
    expect(reserved[0]).toBeGreaterThan(4_096)
    await wrap(fine, rateLimit({ tokens: 9_000, store }))
      .chat(request)
      .catch((error: AiuError) => expect(error.code).toBe('limit'))
    expect(reserved.every((units) => Number.isFinite(units) && units >= 0)).toBe(true)
  },
)
