import { ask, type CallOptions, isAiuError, type UsageRow, type UsageStore, wrap } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { expect, test, vi } from 'vitest'
import { memoryUsage, type OwnRow, usage } from '../src/index.ts'
import { tracked } from './support.ts'

const row = (fields: Partial<OwnRow> = {}): OwnRow => ({
  provider: 'p',
  operation: 'chat',
  outcome: 'done',
  ...fields,
})

/** A store that does as it is told: takes rows, throws, or hangs. */
function moody() {
  const inner = memoryUsage()
  const batches: (readonly string[])[] = []
  const store = {
    ...inner,
    name: 'moody',
    mood: 'well' as 'well' | 'throws' | 'hangs' | 'rejects',
    batches,
    closed: 0,
    append(rows: readonly UsageRow[]): void | Promise<void> {
      batches.push(rows.map(({ id }) => id))
      if (store.mood === 'hangs') return new Promise(() => {})
      if (store.mood === 'throws') throw new Error('broken')
      if (store.mood === 'rejects') return Promise.reject(new Error('refused'))
      return inner.append(rows) as undefined
    },
    close() {
      store.closed++
    },
  }
  return store satisfies UsageStore
}

test.each(['throws', 'hangs', 'rejects'] as const)(
  'a store that %s neither fails nor delays an answer',
  async (mood) => {
    const store = moody()
    store.mood = mood
    const { tracker, reports } = tracked({ store, flushMs: 0, patienceMs: 300 })
    const provider = wrap(fakeProvider('yes', { loop: true }), usage(tracker))
    const started = loopNow()
    for (let asked = 0; asked < 20; asked++) expect((await ask(provider, 'Hi')).text).toBe('yes')
    expect(loopNow() - started).toBeLessThan(3_000)
    await expect.poll(() => reports.map(({ code }) => code)).toEqual(['store-down'])
    expect(reports[0]?.message).toContain('moody')
    await expect(tracker.totals()).rejects.toSatisfy((error) => isAiuError(error, 'connection'))
    store.mood = 'well'
    expect((await tracker.totals()).calls).toBe(20)
    expect(reports.map(({ code, lost }) => [code, lost])).toEqual([
      ['store-down', 0],
      ['store-up', 0],
    ])
  },
)

test('a store that is slow gets rows in batches, each once', async () => {
  const inner = memoryUsage()
  const sizes: number[] = []
  const store: UsageStore = {
    ...inner,
    async append(rows) {
      sizes.push(rows.length)
      await new Promise((resolve) => setTimeout(resolve, 30))
      await inner.append(rows)
    },
  }
  const { tracker } = tracked({ store, flushMs: 0 })
  for (let told = 0; told < 1_200; told++) {
    tracker.track(row())
    if (told % 400 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect((await tracker.totals()).requests).toBe(1_200)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_200)
  expect(sizes.length).toBeLessThanOrEqual(5)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500)
})

test('a store that fails is asked again with the same rows, by itself', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const store = moody()
    store.mood = 'throws'
    const { tracker, reports } = tracked({ store })
    tracker.track(row({ id: 'one' }))
    await vi.advanceTimersByTimeAsync(60)
    tracker.track(row({ id: 'two' }))
    await vi.advanceTimersByTimeAsync(500)
    // It is left in peace for a second.
    expect(store.batches).toEqual([['one']])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(store.batches).toEqual([['one'], ['one', 'two']])
    store.mood = 'well'
    await vi.advanceTimersByTimeAsync(2_100)
    expect(store.batches.at(-1)).toEqual(['one', 'two'])
    expect(reports.map(({ code }) => code)).toEqual(['store-down', 'store-up'])
    expect((await tracker.totals()).requests).toBe(2)
  } finally {
    vi.useRealTimers()
  }
})

test('what a hung append did after all counts once', async () => {
  const inner = memoryUsage()
  let late: (() => void) | undefined
  const store: UsageStore = {
    ...inner,
    append(rows) {
      if (late) return inner.append(rows)
      return new Promise((resolve) => {
        late = () => resolve(inner.append(rows))
      })
    },
  }
  const { tracker } = tracked({ store, patienceMs: 20 })
  tracker.track(row())
  await expect(tracker.flush()).rejects.toThrow()
  late?.()
  expect((await tracker.totals()).requests).toBe(1)
})

test('what cannot be kept is counted, and told once', async () => {
  const store = moody()
  store.mood = 'throws'
  const { tracker, reports } = tracked({ store, maxWaiting: 3 })
  for (let told = 0; told < 10; told++) tracker.track(row())
  expect(reports.map(({ code, lost }) => [code, lost])).toEqual([['rows-lost', 1]])
  store.mood = 'well'
  expect((await tracker.totals()).requests).toBe(3)
  for (let told = 0; told < 5; told++) tracker.track(row())
  expect((await tracker.totals()).requests).toBe(6)
  expect(reports.map(({ code, lost }) => [code, lost])).toEqual([
    ['rows-lost', 1],
    ['rows-lost', 8],
  ])
})

test('close writes everything, closes the store once, and tells what comes later', async () => {
  const store = moody()
  const { tracker, reports } = tracked({ store, flushMs: 60_000 })
  tracker.track(row())
  await Promise.all([tracker.close(), tracker.close()])
  expect([store.batches.length, store.closed]).toEqual([1, 1])
  tracker.track(row())
  expect(reports.map(({ code }) => code)).toEqual(['rows-lost'])
})

test('close tries again, and says what it could not write', async () => {
  const store = moody()
  store.mood = 'throws'
  const { tracker, reports } = tracked({ store })
  tracker.track(row())
  await expect(tracker.close()).rejects.toThrow('did not take')
  expect(store.batches.length).toBe(3)
  expect(reports.map(({ code, lost }) => [code, lost])).toEqual([
    ['store-down', 0],
    ['rows-lost', 1],
  ])
})

test('a store that never closes holds up nobody for ever', async () => {
  const store = { ...memoryUsage(), close: () => new Promise<void>(() => {}) }
  const { tracker } = tracked({ store, patienceMs: 10 })
  tracker.track(row())
  await expect(tracker.close()).rejects.toThrow('memory: close took longer than 10 ms')
  expect((await store.sum({}))[0]).toMatchObject({ calls: 1 })
})

test('await using closes', async () => {
  let closed = 0
  const store = { ...memoryUsage(), close: () => void closed++ }
  {
    await using tracker = tracked({ store }).tracker
    tracker.track(row())
  }
  expect(closed).toBe(1)
  expect((await store.sum({}))[0]).toMatchObject({ calls: 1 })
})

test('close writes what calls under way have told', async () => {
  const store = memoryUsage()
  const { tracker } = tracked({ store })
  const { request } = tracker.begin('chat', {} as CallOptions, { name: 'p' })
  request.onAttempt?.({
    provider: 'p',
    operation: 'chat',
    outcome: 'failed',
    code: 'timeout',
    startedAt: Date.now(),
    durationMs: 1,
  })
  await tracker.close()
  expect((await store.sum({}))[0]).toMatchObject({ calls: 1, failed: 1 })
})

test('listeners have each row, until they leave; what they throw changes nothing', async () => {
  const { tracker, reports } = tracked()
  const heard: unknown[] = []
  tracker.subscribe(() => {
    throw new Error('mine')
  })
  const leave = tracker.subscribe(({ id }) => void heard.push(id))
  tracker.track(row({ id: 'a' }))
  tracker.track(row({ id: 'b' }))
  await tracker.flush()
  leave()
  tracker.track(row({ id: 'c' }))
  await tracker.flush()
  expect(heard).toEqual(['a', 'b'])
  expect(reports.map(({ code }) => code)).toEqual(['listener-failed'])
})

test('wrong options and rows are refused early', () => {
  for (const options of [
    { flushMs: -1 },
    { patienceMs: 0 },
    { maxWaiting: 0.5 },
    { store: {} as UsageStore },
  ])
    expect(() => tracked(options)).toThrow(/createUsageTracker/)
  const { tracker } = tracked()
  const odd = [
    { provider: '' },
    { operation: 'chit' },
    { outcome: 'ok' },
    { at: Number.NaN },
    { durationMs: -1 },
    { usage: { inputTokens: -1, source: 'provider' } },
    { usage: { inputTokens: 5n, source: 'provider' } },
    { id: '' },
    { id: 5 },
  ]
  for (const fields of odd)
    expect(() => tracker.track(row(fields as unknown as Partial<OwnRow>))).toThrow(/track/)
})
