import type { UsageQuery, UsageRow, UsageSum } from '@aiu/core'
import { expect, test } from 'vitest'
import { memoryUsage } from '../src/index.ts'

const NOON = Date.UTC(2026, 10, 23, 12)
const HOUR = 3_600_000
const DAY = 24 * HOUR
let made = 0
const row = (fields: Partial<UsageRow> = {}): UsageRow => ({
  id: `r${made++}`,
  callId: 'c',
  at: NOON,
  provider: 'p',
  model: 'm',
  operation: 'chat',
  outcome: 'done',
  attempt: 1,
  durationMs: 0.1,
  usage: { inputTokens: 3, source: 'provider' },
  cost: { amount: 0.1, currency: 'USD', source: 'test', lines: [] },
  ...fields,
})
const sums = (store: ReturnType<typeof memoryUsage>, query: UsageQuery = {}): readonly UsageSum[] =>
  store.sum(query) as readonly UsageSum[]
const kept = async (store: ReturnType<typeof memoryUsage>): Promise<number> => {
  let count = 0
  for await (const _ of store.rows({})) count++
  return count
}

test('old rows go, their sums stay, by every column and label', async () => {
  const bounded = memoryUsage({ maxRows: 10 })
  const whole = memoryUsage({ maxRows: 100_000 })
  const rows = Array.from({ length: 5_000 }, (_, index) =>
    row({
      at: NOON - (index % 60) * HOUR,
      model: `m${index % 3}`,
      outcome: index % 7 ? 'done' : 'hit',
      tags: { team: `t${index % 5}` },
    }),
  )
  for (let from = 0; from < rows.length; from += 100)
    for (const store of [bounded, whole]) await store.append(rows.slice(from, from + 100))
  expect([await kept(bounded), await kept(whole)]).toEqual([10, 5_000])
  const queries: UsageQuery[] = [
    {},
    { by: ['day', 'model'] },
    { by: ['tag:team', 'outcome'] },
    { where: { 'tag:team': 't1', model: 'm2' }, by: ['day'] },
    { since: NOON - DAY, until: NOON + 1 },
  ]
  for (const query of queries) expect(sums(bounded, query)).toEqual(sums(whole, query))
})

test('an hour that a query cuts counts whole, of rows that are gone', async () => {
  const store = memoryUsage({ maxRows: 0 })
  await store.append([row({ at: NOON }), row({ at: NOON + HOUR - 1 }), row({ at: NOON + HOUR })])
  expect(sums(store, { since: NOON + 1 })[0]?.requests).toBe(3)
  expect(sums(store, { since: NOON + HOUR })[0]?.requests).toBe(1)
  expect(sums(store, { until: NOON + 1 })[0]?.requests).toBe(2)
})

test('a label of its own on each call does not take all memory: the oldest days lose theirs, and keep their sums', {
  timeout: 30_000,
}, async () => {
  const store = memoryUsage({ maxRows: 100 })
  for (let batch = 0; batch < 300; batch++)
    await store.append(
      Array.from({ length: 100 }, (_, index) =>
        row({ at: NOON + Math.floor(batch / 100) * DAY, tags: { request: `${batch}-${index}` } }),
      ),
    )
  const groups = sums(store, { by: ['tag:request'] })
  expect(groups.length).toBeLessThan(10_200)
  expect(groups.reduce((sum, { requests }) => sum + requests, 0)).toBe(30_000)
  expect(
    sums(store, { by: ['day'] }).map(({ by, requests, cost, durationMs }) => [
      by.day,
      requests,
      cost.USD,
      durationMs,
    ]),
  ).toEqual([
    ['2026-11-23', 10_000, 1_000, 1_000],
    ['2026-11-24', 10_000, 1_000, 1_000],
    ['2026-11-25', 10_000, 1_000, 1_000],
  ])
})

test('maxRows is a number of rows', () => {
  for (const maxRows of [-1, Number.NaN]) expect(() => memoryUsage({ maxRows })).toThrow('maxRows')
})

test('counts as the other stores do: what has no summable price, and what the provider did not tell', () => {
  const store = memoryUsage()
  const cost = { amount: 1e20, currency: 'USD', source: 'test', lines: [] }
  void store.append([row({ cost }), row({ usage: { inputTokens: 0, source: 'estimated' } })])
  expect(sums(store)[0]).toMatchObject({ unpriced: 1, estimated: 1, cost: { USD: 0.1 } })
  void store.append([
    row({ cost: { ...cost, amount: 9_100_000 }, usage: { inputTokens: 1e13, source: 'provider' } }),
  ])
  expect(sums(store)[0]).toMatchObject({ unpriced: 1, cost: { USD: 0.1 }, used: { inputTokens: 3 } })
})

test('a sum is the number nearest to what it is in billionths', () => {
  const store = memoryUsage()
  for (const amount of [1.1, 0.400000002])
    void store.append([row({ cost: { amount, currency: 'USD', source: 'test', lines: [] } })])
  expect(sums(store)[0]?.cost).toEqual({ USD: 1.500000002 })
})
