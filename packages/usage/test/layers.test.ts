import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { ask, createClient, type UsageRow, wrap } from '@aiu/core'
import { sumCosts } from '@aiu/core/accounting'
import { fallback, hedge, retry, route } from '@aiu/limits'
import { type FakeStep, fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'
import { usage } from '../src/index.ts'
import { price, shown, tracked } from './support.ts'

const eager = () => retry({ clock: { now: () => 0, sleep: async () => {} } })
const at = (name: string, steps: FakeStep | FakeStep[], model = 'm-1') =>
  fakeProvider(steps, { name, model, baseURL: `https://${name}.test/v1` })

test('A hit after a failure is the same call', async () => {
  const kept = memoryStore()
  const second = wrap(at('second', 'one two'), cache(kept))
  await ask(second, 'Hi')
  const { tracker, rows } = tracked({ price })
  const provider = wrap(fallback(at('first', { error: 'server' }), second), usage(tracker))
  const { cost } = await ask(provider, 'Hi')
  expect(cost?.amount).toBe(0)
  const all = (await rows()).toSorted((a, b) => (a.outcome < b.outcome ? -1 : 1))
  expect(shown(all, 'provider', 'outcome', 'again')).toEqual([
    ['first', 'failed', undefined],
    ['second', 'hit', 'retried'],
  ])
  expect(await tracker.totals()).toMatchObject({ calls: 1, requests: 1, hits: 1 })
})

test('A hit of a member is a hit at its address, and priced as it', async () => {
  const asked: unknown[] = []
  const { tracker, rows } = tracked({
    price(used, of) {
      asked.push(of.endpoint.baseURL)
      return price(used, of)
    },
  })
  const ai = createClient(
    route({ strategy: 'in-order' }, at('a', 'one'), at('b', 'two')),
    usage(tracker),
    cache(memoryStore()),
  )
  await ai.ask('Hi')
  await ai.ask('Hi')
  const [paid, hit] = (await rows()) as [UsageRow, UsageRow]
  expect(hit.outcome).toBe('hit')
  expect([hit.provider, hit.baseURL, hit.scope]).toEqual([paid.provider, paid.baseURL, paid.scope])
  expect(asked[1]).toBe(asked[0])
})

test('A hit whose reader leaves after it was renewed is a hit still', async () => {
  let now = Date.now()
  const { tracker, rows } = tracked()
  const layer = cache(memoryStore(), { ttlMs: 10, staleMs: 100_000, clock: () => now })
  const ai = createClient(at('a', ['old one two', 'new']), usage(tracker), layer)
  await ai.ask('Hi')
  now += 1_000
  for await (const _ of ai.stream('Hi')) {
    await layer.settled()
    break
  }
  expect((await rows()).map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'done', 'hit'])
  expect((await tracker.totals()).calls).toBe(2)
})

test('What is retried behind a cache, and left, is told once', async () => {
  const { tracker, rows } = tracked()
  const provider = at('a', [{ error: 'server' }, 'one two three four five six'])
  const ai = createClient(provider, usage(tracker), cache(memoryStore()), eager())
  for await (const _ of ai.stream('Hi').textStream) break
  await expect.poll(async () => (await rows()).length).toBe(provider.calls.length)
  expect(provider.calls).toHaveLength(2)
  expect(shown(await rows(), 'outcome', 'attempt', 'again')).toEqual([
    ['failed', 1, undefined],
    ['aborted', 2, 'retried'],
  ])
})

test('Every request of hedged, retried, shared and left calls has one row', {
  timeout: 120_000,
}, async () => {
  const { tracker, rows, reports } = tracked()
  let n = 0
  const flaky = (name: string) =>
    at(
      name,
      Array.from({ length: 2_000 }, (): FakeStep => {
        n++
        return n % 5 === 0 ? { error: 'server' } : { text: `one two three ${n}`, delayMs: n % 7 }
      }),
    )
  const members = [flaky('a'), flaky('b')] as const
  const ai = createClient(hedge({ afterMs: 2 }, ...members), usage(tracker), cache(memoryStore()))
  await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const controller = new AbortController()
      const question = `q${index % 40}`
      const run = async () => {
        if (index % 3) return ai.ask(question, { signal: controller.signal })
        for await (const _ of ai.stream(question, { signal: controller.signal }).textStream)
          if (index % 2) break
      }
      if (index % 11 === 0) setTimeout(() => controller.abort(), index % 5)
      await run().catch(() => {})
    }),
  )
  const sent = () => members[0].calls.length + members[1].calls.length
  await expect
    .poll(
      async () => (await rows()).filter(({ outcome }) => outcome !== 'hit' && outcome !== 'shared').length,
    )
    .toBe(sent())
  const all = await rows()
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(reports).toEqual([])
  const { calls } = await tracker.totals()
  expect(calls).toBeLessThanOrEqual(300)
})

test('Costs of several attempts add up in whole billionths', () => {
  const cost = { amount: 0.1, currency: 'USD', source: 'x', lines: [] }
  expect(sumCosts([cost, cost, cost])?.amount).toBe(0.3)
})
