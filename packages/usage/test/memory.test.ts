import type { UsageQuery, UsageRow, UsageSum } from '@aiu/core'
import fc from 'fast-check'
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

test('part of an hour whose rows are gone is exact or refused, never the whole hour', async () => {
  const store = memoryUsage({ maxRows: 0 })
  await store.append([row({ at: NOON }), row({ at: NOON + HOUR - 1 }), row({ at: NOON + HOUR })])
  for (const query of [{ since: NOON + 1 }, { until: NOON + 1 }, { until: NOON + HOUR - 1 }])
    expect(() => sums(store, query)).toThrow(
      expect.objectContaining({
        code: 'unsupported',
        message: expect.stringContaining('Not all rows from 2026-11-23 to 2026-11-23 are kept'),
      }),
    )
  // Only the times of rows count: an hour without a row in the part that is left out is whole.
  for (const [query, requests] of [
    [{ since: NOON + HOUR }, 1],
    [{ since: NOON, until: NOON + HOUR }, 2],
    [{ since: NOON - 1, until: NOON + HOUR + 1 }, 3],
    [{ since: NOON + 5, until: NOON + 5 }, 0],
    [{ since: NOON + 1, where: { model: 'another' } }, 0],
    [{ since: NOON + 1, where: { day: '2026-11-22' } }, 0],
  ] as const)
    expect(sums(store, query)[0]?.requests).toBe(requests)
})

test('a kept row is exact beside an hour that is summed', async () => {
  const store = memoryUsage({ maxRows: 2 })
  await store.append([row({ at: NOON }), row({ at: NOON + HOUR + 5 }), row({ at: NOON + HOUR + 10 })])
  expect(sums(store, { since: NOON + HOUR + 7 })[0]?.requests).toBe(1)
  expect(sums(store, { since: NOON, until: NOON + HOUR + 7 })[0]?.requests).toBe(2)
})

test('a label of its own on each call does not take all memory: the oldest days lose theirs, and keep their sums', {
  timeout: 120_000,
}, async () => {
  const store = memoryUsage({ maxRows: 100 })
  for (let batch = 0; batch < 300; batch++)
    await store.append(
      Array.from({ length: 100 }, (_, index) =>
        row({ at: NOON + Math.floor(batch / 100) * DAY, tags: { request: `${batch}-${index}` } }),
      ),
    )
  // Of days that gave up their labels a sum by label is refused; of the others it is exact.
  for (const query of [{ by: ['tag:request'] }, { where: { 'tag:request': '0-0' } }] as const)
    expect(() => sums(store, query)).toThrow(expect.objectContaining({ code: 'unsupported' }))
  const groups = sums(store, { by: ['tag:request'], since: NOON + 2 * DAY })
  expect(groups.length).toBe(10_000)
  expect(groups.every(({ requests }) => requests === 1)).toBe(true)
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

test('a day that gives up its labels stays exact by label for rows that had none', async () => {
  const store = memoryUsage({ maxRows: 0 })
  await store.append(Array.from({ length: 100 }, () => row({ model: 'plain' })))
  await store.append(Array.from({ length: 10_001 }, (_, index) => row({ tags: { request: `${index}` } })))
  await store.append([row({ model: 'plain' })])
  expect(sums(store, { where: { model: 'plain', 'tag:request': '' } })[0]?.requests).toBe(101)
  expect(() => sums(store, { where: { 'tag:request': '' } })).toThrow(
    expect.objectContaining({ code: 'unsupported' }),
  )
  expect(sums(store)[0]?.requests).toBe(10_102)
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

test('any sum of a bounded store is that of all rows, or refused', () => {
  const fields = fc.record({
    at: fc.integer({ min: NOON - 2 * DAY, max: NOON + DAY }),
    model: fc.constantFrom('a', 'b'),
    outcome: fc.constantFrom('done', 'failed', 'hit'),
    tags: fc.constantFrom(undefined, { team: 'x' }, { team: 'y' }),
    amount: fc.constantFrom(0.1, 1e-9, 9_000_000),
  })
  const time = fc.option(fc.integer({ min: NOON - 3 * DAY, max: NOON + 2 * DAY }), { nil: undefined })
  const query = fc.record({
    by: fc.subarray(['day', 'model', 'tag:team'] as const),
    where: fc.constantFrom({}, { model: 'a' }, { day: '2026-11-22' }, { 'tag:team': 'x' }),
    since: time,
    until: time,
  })
  const ends = { exact: 0, refused: 0 }
  fc.assert(
    fc.property(fc.array(fields, { maxLength: 30 }), fc.nat(30), query, (all, maxRows, anyQuery) => {
      const rows = all.map(({ amount, ...one }) =>
        row({ ...one, cost: { amount, currency: 'USD', source: 'test', lines: [] } }),
      )
      const [bounded, whole] = [memoryUsage({ maxRows }), memoryUsage()]
      for (const store of [bounded, whole]) void store.append(rows)
      let found: unknown
      try {
        found = sums(bounded, anyQuery)
      } catch (error) {
        expect(error).toMatchObject({ code: 'unsupported' })
        return void ends.refused++
      }
      expect(found).toEqual(sums(whole, anyQuery))
      ends.exact++
    }),
    { numRuns: 500 },
  )
  expect(ends.exact).toBeGreaterThan(ends.refused)
})
