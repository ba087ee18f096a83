import { type CacheOptions, cache, type StoreReport } from '@aiu/cache'
import { type CacheStore, createClient } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { mapStore } from './support/map-store.ts'

const never = (): Promise<never> => new Promise(() => {})
const later = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(resolve, ms))
const boom = (): never => {
  throw new Error('boom')
}

/** Ways of a store to be of no use. */
const faults: Readonly<Record<string, () => unknown>> = {
  'throws at once': boom,
  rejects: () => Promise.reject(new Error('boom')),
  'rejects with nothing': () => Promise.reject(),
  hangs: never,
  'is slow by 10 s': () => later(10_000),
}

function rig(store: CacheStore, options: CacheOptions = {}) {
  const reports: StoreReport[] = []
  const provider = fakeProvider('a', { loop: true })
  const layer = cache(store, { onReport: (report) => reports.push(report), ...options })
  const told = (): string[] => reports.map(({ access, state }) => `${access} ${state}`)
  return { reports, told, provider, layer, ai: createClient(provider, layer) }
}
const took = async (work: () => Promise<unknown>): Promise<number> => {
  const started = loopNow()
  await work()
  return loopNow() - started
}
/** What a loaded machine may add. */
const SLACK = 3_000

describe.each(Object.entries(faults))('a store that %s', (_, fault) => {
  const broken = (): CacheStore =>
    mapStore({ get: fault, set: fault as CacheStore['set'], delete: fault, clear: fault })

  test('answers still come, at most 100 ms later, and it is told once', async () => {
    const { ai, told, reports, layer } = rig(broken())
    expect(await took(() => ai.ask('first'))).toBeLessThan(100 + SLACK)
    for (const question of ['second', 'third'])
      for (const verb of ['ask', 'stream'] as const)
        expect(
          await took(async () => {
            const answer = verb === 'ask' ? ai.ask(question) : ai.stream(question).response
            expect((await answer).text).toBe('a')
          }),
        ).toBeLessThan(100 + SLACK)
    expect((await ai.embed('text')).embeddings).toHaveLength(1)
    await layer.settled()
    expect(told().sort()).toEqual(['read down', 'write down'])
    for (const report of reports) expect(report).toHaveProperty('error')
  })

  test('fifty at once wait no longer than one', async () => {
    const { ai, told, provider } = rig(broken())
    const all = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 50 }, (_, at) => ai.ask(`question ${at}`)))
    expect(await took(all)).toBeLessThan(200 + SLACK)
    expect(provider.calls).toHaveLength(50)
    expect(told().filter((line) => line === 'read down')).toHaveLength(1)
  })
})

describe('with time in hand', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  test('it is asked again after a second, by one; and it is told when it is back', async () => {
    // Keys are hashed on other threads, and come in their own time.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
    let fault: (() => unknown) | undefined = never
    let asked = 0
    const reached = async (times: number): Promise<void> => {
      while (asked < times) await new Promise(setImmediate)
    }
    const inner = mapStore()
    const store = mapStore({
      get(key) {
        asked++
        return fault ? fault() : inner.get(key)
      },
      set: inner.set,
    })
    const { ai, told, provider, layer } = rig(store)
    const first = ai.ask('q')
    await reached(1)
    await vi.advanceTimersByTimeAsync(100)
    await first
    expect(told()).toEqual(['read down'])
    // For a second it is left alone: no call waits for it.
    for (let at = 0; at < 5; at++) await ai.ask(`${at}`)
    expect(asked).toBe(1)
    await vi.advanceTimersByTimeAsync(1000)
    const many = Array.from({ length: 5 }, (_, at) => ai.ask(`again ${at}`))
    await reached(2)
    await vi.advanceTimersByTimeAsync(100)
    await Promise.all(many)
    expect(asked).toBe(2)
    expect(told()).toEqual(['read down'])
    fault = undefined
    await vi.advanceTimersByTimeAsync(1000)
    await ai.ask('q')
    expect(told()).toEqual(['read down', 'read up'])
    await layer.settled()
    const before = provider.calls.length
    expect((await ai.ask('q')).cached).toBeDefined()
    expect(provider.calls).toHaveLength(before)
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('who cannot write may still read', async () => {
  const inner = mapStore()
  const one = rig(inner)
  await one.ai.ask('q')
  await one.layer.settled()
  const other = rig(mapStore({ get: inner.get, set: () => Promise.reject(new Error('read-only')) }))
  for (const question of ['x', 'y', 'z']) await other.ai.ask(question)
  await other.layer.settled()
  expect((await other.ai.ask('q')).cached).toBeDefined()
  expect(other.told()).toEqual(['write down'])
})

test('a report that throws is nobody else’s', async () => {
  const { ai } = rig(mapStore({ get: boom }), { onReport: boom })
  expect((await ai.ask('q')).text).toBe('a')
})

test('a `within` that throws leaves the namespace to the key', async () => {
  const store = mapStore({ within: boom })
  const { ai, layer } = rig(store)
  await ai.ask('q', { namespace: 'x' })
  await layer.settled()
  expect([...store.kept.keys()]).toEqual([expect.stringMatching(/^1:x:aiu1:/)])
})

describe('leases', () => {
  test('one that hangs, or fails, costs 100 ms and no answer', async () => {
    for (const lease of [never, boom, () => Promise.reject(new Error('boom'))]) {
      const { ai, layer } = rig(mapStore({ lease: lease as CacheStore['lease'] & {} }))
      expect(await took(() => ai.ask('q'))).toBeLessThan(100 + SLACK)
      await layer.settled()
    }
  })

  test('one whose release hangs keeps nobody from the next answer', async () => {
    const { ai } = rig(mapStore({ lease: async () => ({ release: never }) }))
    await ai.ask('q')
    expect(await took(() => ai.ask('q'))).toBeLessThan(400 + SLACK)
  })

  test('one that comes too late is given back', async () => {
    let released = 0
    const lease = async () => {
      await later(1500)
      return { release: () => void released++ }
    }
    const { ai } = rig(mapStore({ lease }))
    expect(await took(() => ai.ask('q'))).toBeLessThan(100 + SLACK)
    await later(1600)
    expect(released).toBe(1)
  })
})

test('many namespaces are no leak, and stay apart', async () => {
  const { ai, layer, provider } = rig(mapStore())
  for (let at = 0; at < 2500; at++) await ai.ask('q', { namespace: `user ${at}` })
  await layer.settled()
  expect(provider.calls).toHaveLength(2500)
  expect((await ai.ask('q', { namespace: 'user 0' })).cached).toBeDefined()
})
