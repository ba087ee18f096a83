import {
  AiuError,
  ask,
  type ChatRequest,
  type ChatResult,
  embed,
  type Layer,
  listModels,
  type Price,
  type Provider,
  stream,
  type Usage,
  wrap,
} from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { type BudgetOptions, budget, type MoneyBudget, memoryLimits } from '../../src/index.ts'
import { fakeTime } from '../fake-time.ts'

/** A dollar for a million tokens read, two for a million written; twice as much for a model named dear. */
const price: Price = ({ inputTokens = 0, outputTokens = 0 }, { model }) =>
  model === 'unknown'
    ? undefined
    : {
        amount: ((inputTokens + 2 * outputTokens) / 1e6) * (model === 'dear' ? 2 : 1),
        currency: 'USD',
        source: 'test',
        lines: [],
      }
const used = (inputTokens: number, outputTokens: number): Usage => ({
  inputTokens,
  outputTokens,
  source: 'provider',
})
const money = (amount: number, more: Partial<MoneyBudget> = {}): MoneyBudget => ({
  amount,
  currency: 'USD',
  per: 'day',
  price,
  store: memoryLimits(),
  ...more,
})
const LONG = 'x'.repeat(1_000)

/** What is left of a budget, as the error of a call that is too dear says. */
async function leftOf(options: BudgetOptions, inner: Provider): Promise<string> {
  const error = await ask(wrap(inner, budget(options)), 'Hi', { maxTokens: 1e9 }).catch(
    (cause: Error) => cause,
  )
  return /(?<=has )[\d.]+(?= USD left)/.exec((error as Error).message)?.[0] ?? String(error)
}

afterEach(() => {
  vi.useRealTimers()
})

test('what a call may cost is reserved, what it did cost is settled', async () => {
  const options = money(0.01)
  const inner = fakeProvider([
    { text: 'a', usage: used(1_000, 500) },
    { text: 'b', usage: used(1_000, 500) },
  ])
  const provider = wrap(inner, budget(options))
  const both = Promise.all([
    ask(provider, 'Hi', { maxTokens: 2_000 }),
    ask(provider, 'Hi', { maxTokens: 2_000 }),
  ])
  await expect(ask(provider, 'Hi', { maxTokens: 2_000 })).rejects.toMatchObject({ code: 'budget-exceeded' })
  await both
  expect(await leftOf(options, inner)).toBe('0.006')
})

test('the error says what was left, what it may cost, and when it begins anew', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23, 18) })
  const said = async (per: 'day' | 'month' | 'run') => {
    const inner = fakeProvider({ text: 'x', usage: used(20_000, 0) }, { loop: true })
    const provider = wrap(inner, budget(money(0.025, { per, key: 'customer 7' })))
    await ask(provider, 'Hi', { maxTokens: 10_000 })
    return ask(provider, 'Hi', { maxTokens: 10_000 }).catch((error: AiuError) => error)
  }
  const day = (await said('day')) as AiuError
  expect(day).toMatchObject({
    code: 'budget-exceeded',
    name: 'BudgetExceededError',
    retryAfterMs: 6 * 3_600_000,
  })
  expect(day.message).toMatch(
    /^The budget of customer 7, 0\.025 USD a day, has 0\.005 USD left, and the call may cost 0\.0201\d+ USD\. It begins anew at 2026-11-24T00:00:00\.000Z\.$/,
  )
  expect(((await said('month')) as AiuError).message).toMatch(/2026-12-01T00:00:00/)
  const run = (await said('run')) as AiuError
  expect(run).toMatchObject({ hint: expect.stringMatching(/^Raise it\. .* another key/) })
  expect(run.retryAfterMs).toBeUndefined()
  expect(run.message).toMatch(/It does not begin anew\.$/)
})

test('a day ends at midnight UTC, a month with it; what was begun before is paid by the day before', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 11, 31, 23, 59) })
  const time = fakeTime()
  const options = money(0.01)
  const inner = fakeProvider(
    { text: 'a', usage: used(1_000, 4_000), delayMs: 1_000 },
    { clock: time.clock, loop: true },
  )
  const provider = wrap(inner, budget(options))
  const begun = ask(provider, 'Hi', { maxTokens: 4_500 })
  await expect(ask(provider, 'Hi', { maxTokens: 4_500 })).rejects.toMatchObject({ code: 'budget-exceeded' })
  vi.setSystemTime(Date.UTC(2027, 0, 1))
  const next = ask(provider, 'Hi', { maxTokens: 4_500 })
  await time.advance(1_000)
  await Promise.all([begun, next])
  expect(await leftOf(options, inner)).toBe('0.001')
})

test('calls side by side never spend more than there is, whatever comes when', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.array(
        fc.record({
          after: fc.integer({ min: 0, max: 30 }),
          takes: fc.integer({ min: 0, max: 60 }),
          maxTokens: fc.integer({ min: 1, max: 4_000 }),
          part: fc.double({ min: 0, max: 1, noNaN: true }),
          end: fc.constantFrom('done', 'done', 'server', 'timeout', 'abort', 'interrupted', 'untold'),
          text: fc.string({ unit: 'grapheme', maxLength: 50 }),
          live: fc.boolean(),
        }),
        { minLength: 1, maxLength: 30 },
      ),
      async (thousandths, calls) => {
        const time = fakeTime()
        let paid = 0
        const answer = async ({ messages, maxTokens = 0, signal }: ChatRequest): Promise<ChatResult> => {
          const { takes, part, end } = calls[
            Number(String(messages[0]?.content).split(' ')[0])
          ] as (typeof calls)[0]
          // A tokenizer at its worst: every byte a token.
          const read = new TextEncoder().encode(String(messages[0]?.content)).length
          const usage = used(read, Math.floor(maxTokens * part))
          await time.clock.sleep(takes, signal)
          if (end === 'server') throw new AiuError('server', 'No.', { status: 500 })
          paid += price(usage, { model: '' } as never)?.amount ?? 0
          if (end === 'timeout' || end === 'interrupted' || end === 'abort')
            throw new AiuError(end === 'abort' ? 'aborted' : end, 'No.')
          return { parts: [], finishReason: 'stop', usage: end === 'untold' ? undefined : usage }
        }
        const inner: Provider = {
          name: 'worst',
          chat: answer,
          async *stream(request) {
            const { parts: _, ...end } = await answer(request)
            yield { type: 'start' }
            yield { type: 'finish', ...end }
          },
        }
        const amount = thousandths / 1_000
        const provider = wrap(inner, budget(money(amount)))
        const ends: Promise<unknown>[] = []
        let refused = 0
        for (const [index, { after, maxTokens, text, live }] of calls.entries()) {
          await time.advance(after)
          const asked = live
            ? stream(provider, `${index} ${text}`, { maxTokens }).response
            : ask(provider, `${index} ${text}`, { maxTokens })
          ends.push(asked.catch((error: AiuError) => error.code === 'budget-exceeded' && refused++))
        }
        await time.advance(1_000)
        await Promise.all(ends)
        expect(paid).toBeLessThanOrEqual(amount)
        const worst = calls.reduce((sum, { maxTokens }) => sum + (2 * maxTokens + 1_000) / 1e6, 0)
        if (worst < amount) expect(refused).toBe(0)
      },
    ),
    { numRuns: 60 },
  )
})

const failing = (code: 'server' | 'timeout' | 'connection' | 'interrupted', usage?: Usage): Provider => ({
  ...fakeProvider('x'),
  async *stream() {
    yield { type: 'start' }
    if (usage) yield { type: 'usage', usage }
    throw new AiuError(code, 'No.', { provider: 'fake' })
  },
})

test('failures: refused is free; cut or timed out, what was told, else the estimate', async () => {
  for (const [inner, left] of [
    [failing('server'), '0.01'],
    [failing('connection'), '0.01'],
    [failing('timeout'), /^0\.00[45]/],
    [failing('interrupted'), /^0\.00[45]/],
    [failing('interrupted', used(1_000, 1_000)), '0.007'],
  ] as const) {
    const options = money(0.01)
    const ended = stream(wrap(inner, budget(options)), LONG, { maxTokens: 2_000 }).response
    await expect(ended).rejects.toBeInstanceOf(AiuError)
    expect(await leftOf(options, inner)).toMatch(left)
  }
})

test('C16 a reader who leaves pays what was told, else the question and what came', async () => {
  for (const [usage, left] of [
    // 254 tokens of the question, one of the answer.
    [undefined, '0.009744'],
    [used(1_000, 100), '0.0088'],
  ] as const) {
    const options = money(0.01)
    const inner: Provider = {
      ...fakeProvider('x'),
      async *stream() {
        yield { type: 'start' }
        if (usage) yield { type: 'usage', usage }
        yield { type: 'text', text: 'a' }
        yield { type: 'text', text: 'b' }
      },
    }
    for await (const event of stream(wrap(inner, budget(options)), LONG, { maxTokens: 2_000 }))
      if (event.type === 'text') break
    // The stream is closed after the reader has gone on.
    await expect.poll(() => leftOf(options, inner)).toMatch(left)
  }
})

test('an abort before anything was sent costs nothing', async () => {
  const options = money(0.01)
  const waits: Layer = {
    name: 'waits',
    chat: (_request) => Promise.reject(new AiuError('limit', 'Too many.')),
  }
  const inner = fakeProvider('x', { loop: true })
  await expect(ask(wrap(inner, budget(options), waits), LONG)).rejects.toMatchObject({ code: 'limit' })
  expect(await leftOf(options, inner)).toBe('0.01')
})

test('every attempt counts, also one that ends after its call', async () => {
  const options = money(0.01)
  const time = fakeTime()
  const inner = fakeProvider(
    [
      { text: 'slow', usage: used(1_000, 0), delayMs: 100 },
      { text: 'fast', usage: used(2_000, 0) },
    ],
    { clock: time.clock },
  )
  const pair: Layer = {
    name: 'pair',
    async chat(request, next) {
      void next(request)
      return next(request)
    },
  }
  const { text } = await ask(wrap(inner, budget(options), pair), 'Hi', { maxTokens: 100 })
  expect(text).toBe('fast')
  expect(await leftOf(options, inner)).toBe('0.008')
  await time.advance(100)
  expect(await leftOf(options, inner)).toBe('0.007')
})

test('what ends late takes what is left, where it is more than that', async () => {
  const options = money(0.001)
  const time = fakeTime()
  const inner = fakeProvider(
    [
      { text: 'slow', usage: used(9_000, 0), delayMs: 100 },
      { text: 'fast', usage: used(100, 0) },
    ],
    { clock: time.clock },
  )
  const pair: Layer = {
    name: 'pair',
    async chat(request, next) {
      void next(request)
      return next(request)
    },
  }
  await ask(wrap(inner, budget(options), pair), 'Hi', { maxTokens: 100 })
  await time.advance(100)
  expect(await leftOf(options, inner)).toBe('0')
})

test('a cost that the vendor told counts, not the price', async () => {
  const options = money(1)
  const cost = { amount: 0.25, currency: 'USD', source: 'provider', lines: [] }
  const inner: Provider = {
    ...fakeProvider('x'),
    chat: async () => ({ parts: [], finishReason: 'stop', usage: used(1, 1), cost }),
  }
  await ask(wrap(inner, budget(options)), 'Hi')
  expect(await leftOf(options, inner)).toBe('0.75')
})

test('a model without a price is refused, unless allowed; a known one is priced as ever', async () => {
  const inner = fakeProvider('fine', { loop: true })
  await expect(ask(wrap(inner, budget(money(1))), 'Hi', { model: 'unknown' })).rejects.toMatchObject({
    code: 'configuration',
    message: 'There is no price for unknown of fake, so its budget cannot hold.',
    hint: "Let the price function know it, or set unknownPrice: 'allow'.",
  })
  expect(inner.calls).toHaveLength(0)
  const open = wrap(inner, budget(money(1, { unknownPrice: 'allow' })))
  expect((await ask(open, 'Hi', { model: 'unknown' })).text).toBe('fine')
  await expect(ask(open, 'Hi', { maxTokens: 1e9 })).rejects.toMatchObject({ code: 'budget-exceeded' })
})

test('a price in another currency is told', async () => {
  const euros = () => ({ amount: 1, currency: 'EUR', source: 'test', lines: [] })
  const provider = wrap(fakeProvider('x'), budget(money(1, { price: euros })))
  await expect(ask(provider, 'Hi')).rejects.toMatchObject({
    code: 'configuration',
    message: 'A price is in EUR, and the budget is in USD.',
  })
})

test('of several members the dearest is reserved, and who answered is paid', async () => {
  const options = money(0.01)
  const member = (name: string, model: string) =>
    wrap(fakeProvider({ text: name, usage: used(1_000, 0) }, { name, model }))
  const members = [member('a', 'cheap'), member('b', 'dear')] as const
  const either: Provider = {
    name: 'either',
    members,
    chat: (request) => members[0].chat(request) as Promise<ChatResult>,
    stream: (request) => members[0].stream(request),
  }
  const provider = wrap(either, budget(options))
  // 2,600 tokens at twice two dollars a million are more than a cent, at two dollars less.
  await expect(ask(provider, 'Hi', { maxTokens: 2_600 })).rejects.toMatchObject({ code: 'budget-exceeded' })
  await expect(ask(provider, 'Hi', { maxTokens: 2_600, model: 'unknown' })).rejects.toMatchObject({
    code: 'configuration',
  })
  expect((await ask(provider, 'Hi', { maxTokens: 2_000 })).text).toBe('a')
  expect(await leftOf(options, either)).toBe('0.009')
})

test('tokens as a budget', async () => {
  const options = { amount: 1_000, currency: 'tokens', per: 'run' } as const
  const inner = fakeProvider({ text: 'a', usage: used(300, 200) }, { loop: true })
  const provider = wrap(inner, budget(options))
  await ask(provider, 'Hi', { maxTokens: 500 })
  await expect(ask(provider, 'Hi', { maxTokens: 500 })).rejects.toMatchObject({
    message: expect.stringMatching(
      /^The budget of fake, 1000 tokens a run, has 500 tokens left, and the call may cost \d+ tokens\./,
    ),
  })
  expect((await embed(provider, ['Hi'])).embeddings).toHaveLength(1)
  // Another layer is another run.
  await ask(wrap(inner, budget(options)), 'Hi', { maxTokens: 500 })
})

test('a list of models is free', async () => {
  const inner = fakeProvider('x')
  const provider = wrap(inner, budget({ amount: 1, currency: 'tokens', per: 'run' }))
  expect(await listModels(provider)).toHaveLength(1)
})

test('two budgets of one key that disagree are told', async () => {
  const store = memoryLimits()
  const inner = fakeProvider('x', { loop: true })
  await ask(wrap(inner, budget(money(1, { store }))), 'Hi')
  await expect(ask(wrap(inner, budget(money(2, { store }))), 'Hi')).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringMatching(/^Two limits disagree about USD\/day of "budget fake 20/),
  })
  await ask(wrap(inner, budget(money(2, { store, per: 'month' }))), 'Hi')
})

test.each([
  [{ amount: 0 }, /^budget: amount is 0/],
  [{ amount: -1 }, /amount is -1/],
  [{ amount: Number.NaN }, /amount is NaN/],
  [{ amount: Number.POSITIVE_INFINITY }, /amount is Infinity/],
  [{ per: 'year' as 'day' }, 'budget: per is year, not run, day or month.'],
  [{ price: undefined as unknown as Price }, 'budget: there is no price.'],
  [{ currency: '' }, 'budget: there is no currency.'],
  [{ assumedTokens: -1 }, /assumedTokens is -1/],
  [{ per: 'run' as const }, 'budget: a run in a store that others may share needs a key of its own.'],
])('%j is refused when the layer is made', (more, message) => {
  const make = () => budget(money(1, more))
  expect(make).toThrow(message)
  expect(make).toThrow(expect.objectContaining({ code: 'configuration' }))
})
