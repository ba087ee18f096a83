import { ask, type Cost, createClient, type Price, type Provider, stream, type Usage, wrap } from '@aiu/core'
import { fallback, retry, timeout } from '@aiu/limits'
import { fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'
import { usage } from '../src/index.ts'
import { price, shown, tracked } from './support.ts'

const told: Usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15, source: 'provider' }
const vendorCost: Cost = { amount: 0.5, currency: 'USD', source: 'provider', lines: [] }
const eager = () => retry({ clock: { now: () => performance.now(), sleep: async () => {} } })

/** Says what it costs itself, whole and as a stream. */
const vendor = (fields: object = { cost: vendorCost }): Provider => ({
  name: 'vendor',
  defaultModel: 'v-1',
  chat: async () => ({
    parts: [{ type: 'text', text: 'yes' }],
    finishReason: 'stop',
    usage: told,
    ...fields,
  }),
  async *stream() {
    yield { type: 'text', text: 'yes' }
    yield { type: 'finish', finishReason: 'stop', usage: told, ...fields }
  },
})
const both = async (provider: Provider) =>
  [await ask(provider, 'Hi'), await stream(provider, 'Hi').response] as const

test('stands on the answer and on the row, whole and as a stream', async () => {
  const { tracker, rows } = tracked({ price })
  for (const { cost, warnings } of await both(wrap(vendor({}), usage(tracker)))) {
    expect(cost).toMatchObject({ amount: 0.015, currency: 'USD', source: 'test' })
    expect(warnings).toEqual([])
  }
  expect(shown(await rows(), 'cost')).toMatchObject([[{ amount: 0.015 }], [{ amount: 0.015 }]])
})

test('of the vendor wins, with a price function and without one', async () => {
  for (const options of [{ price }, {}]) {
    const { tracker, rows } = tracked(options)
    for (const { cost, warnings } of await both(wrap(vendor(), usage(tracker)))) {
      expect(cost).toEqual(vendorCost)
      expect(warnings).toEqual([])
    }
    expect(shown(await rows(), 'cost')).toEqual([[vendorCost], [vendorCost]])
  }
})

test('that nobody knows is not there, with a warning that names the model', async () => {
  const { tracker, rows } = tracked({ price })
  for (const { cost, warnings } of await both(wrap(vendor({ model: 'free-9' }), usage(tracker)))) {
    // By the name that was asked for, there is one.
    expect(cost?.amount).toBe(0.015)
    expect(warnings).toEqual([])
  }
  const ai = createClient(vendor({ model: 'free-9' }), usage(tracker))
  const { cost, warnings } = await ai.ask('Hi', { model: 'free-9' })
  expect(cost).toBeUndefined()
  expect(warnings).toEqual([
    { code: 'price-unknown', message: 'There is no price for free-9 of vendor, so the cost is unknown.' },
  ])
  expect((await rows()).at(-1)?.cost).toBeUndefined()
  expect(await tracker.totals()).toMatchObject({ unpriced: 1, cost: { USD: 0.03 } })
})

test('is not asked for where there is no price function', async () => {
  const { tracker } = tracked()
  const { cost, warnings } = await ask(wrap(vendor({}), usage(tracker)), 'Hi')
  expect([cost, warnings]).toEqual([undefined, []])
})

test('a price function that throws fails no answer, and is told once', async () => {
  const { tracker, reports } = tracked({
    price: () => {
      throw new Error('no table')
    },
  })
  const provider = wrap(vendor({}), usage(tracker))
  const answers = [...(await both(provider)), ...(await both(provider))]
  expect(answers.map(({ text }) => text)).toEqual(['yes', 'yes', 'yes', 'yes'])
  expect(answers[0]?.warnings[0]?.code).toBe('price-unknown')
  expect(reports.map(({ code }) => code)).toEqual(['price-failed'])
})

test('is the sum of what all attempts of the call cost, as far as it must be, estimated', async () => {
  const { tracker, rows } = tracked({ price })
  let asked = 0
  const slow: Provider = {
    ...vendor({}),
    chat: (request) =>
      asked++
        ? vendor({}).chat(request)
        : new Promise((_, reject) =>
            request.signal?.addEventListener('abort', () => reject(new Error('left'))),
          ),
  }
  const provider = wrap(slow, usage(tracker), eager(), timeout({ firstTokenMs: 50 }))
  const { cost, warnings } = await ask(provider, 'question')
  expect(shown(await rows(), 'code', 'usage')).toEqual([
    ['timeout', { inputTokens: 6, outputTokens: undefined, source: 'estimated' }],
    [undefined, told],
  ])
  expect(cost?.amount).toBeCloseTo(0.021, 12)
  expect(cost?.lines).toHaveLength(2)
  expect(warnings.map(({ code }) => code)).toEqual(['cost-estimated'])
})

test('of what was refused is nothing: the answer of the next one is exact', async () => {
  const { tracker } = tracked({ price })
  const provider = wrap(
    fallback(fakeProvider({ error: 'server' }, { model: 'free-0' }), vendor({})),
    usage(tracker),
  )
  const { cost, warnings } = await ask(provider, 'Hi')
  expect(cost?.amount).toBe(0.015)
  expect(warnings.map(({ code }) => code)).not.toContain('price-unknown')
})

test('prices are asked with the endpoint, the time, and what was asked for', async () => {
  const seen: unknown[] = []
  const asking: Price = (used, of) => {
    seen.push([used, of])
    return undefined
  }
  const { tracker } = tracked({ price: asking })
  await ask(wrap({ ...vendor({ model: 'v-1-2026' }), baseURL: 'https://v.test/v1' }, usage(tracker)), 'Hi')
  const endpoint = { name: 'vendor', baseURL: 'https://v.test/v1', scope: undefined, defaultModel: 'v-1' }
  expect(seen).toEqual(
    ['v-1-2026', 'v-1'].map((model) => [
      told,
      { endpoint, model, operation: 'chat', at: expect.any(Number) },
    ]),
  )
})
