import {
  type AiuError,
  type Attempt,
  ask,
  type ChatResponse,
  type Layer,
  type Provider,
  stream,
  wrap,
} from '@aiu/core'
import { type FakeStep, fakeProvider } from '@aiu/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  budget,
  deadline,
  fallback,
  heal,
  hedge,
  memoryLimits,
  rateLimit,
  retry,
  route,
  timeout,
} from '../src/index.ts'
import { eagerClock } from './time/eager-clock.ts'

const price = () => ({ amount: 0.001, currency: 'USD', source: 'test', lines: [] })
const store = memoryLimits()
const layers: Readonly<Record<string, () => Layer>> = {
  deadline: () => deadline(60_000),
  budget: () => budget({ amount: 1e6, currency: 'USD', per: 'day', price, store }),
  heal: () => heal(),
  retry: () => retry({ clock: eagerClock() }),
  rateLimit: () => rateLimit({ requests: 1e9, concurrency: 1_000, store }),
  timeout: () => timeout({ firstTokenMs: 60_000, idleMs: 60_000 }),
}
const around: Readonly<Record<string, (members: readonly [Provider, Provider]) => Provider>> = {
  one: ([first]) => first,
  fallback: (members) => fallback(...members),
  weighted: (members) => route({ strategy: 'weighted' }, ...members),
  busy: (members) => route({ strategy: 'least-busy' }, ...members),
  cheapest: (members) => route({ strategy: 'cheapest', price }, ...members),
  hedge: (members) => hedge({ afterMs: 60_000 }, ...members),
}
const OUTER = ['deadline', 'budget', 'retry']

const step = fc.constantFrom<FakeStep>(
  'fine',
  { text: 'used', usage: { inputTokens: 1, outputTokens: 1, source: 'provider' } },
  { error: 'server' },
  { error: 'connection' },
  { error: 'rate-limit' },
  { error: 'timeout' },
  { error: 'bad-request' },
  { error: 'quota' },
  { error: 'interrupted', stream: ['One ', 'two '] },
)

test('every request stands in the attempts, once, whatever stands around it and however it ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(Object.keys(layers)),
      fc.subarray(OUTER),
      fc.constantFrom(...Object.keys(around)),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      async (inner, outer, how, first, second, live) => {
        // Wrap refuses what stands the wrong way around.
        const ranks = Object.keys(layers)
        fc.pre(outer.every((one) => inner.every((other) => ranks.indexOf(one) <= ranks.indexOf(other))))
        const bare = [first, second].map((script, at) => fakeProvider(script, { name: `p${at}`, loop: true }))
        const members = bare.map((one) => wrap(one, ...inner.map((name) => (layers[name] as () => Layer)())))
        const made = around[how]?.([members[0] as Provider, members[1] as Provider]) as Provider
        const provider =
          how === 'one' ? made : wrap(made, ...outer.map((name) => (layers[name] as () => Layer)()))
        const told: Attempt[] = []
        const options = { onAttempt: (attempt: Attempt) => told.push(attempt) }
        const end: ChatResponse | AiuError = await (live
          ? stream(provider, 'Hello', options).response
          : ask(provider, 'Hello', options)
        ).catch((error: AiuError) => error)
        const sent = bare.flatMap(({ name, calls }) => calls.map(() => name))
        const { attempts = [] } = end
        expect(attempts.map((one) => one.provider).sort()).toEqual(sent.sort())
        expect(told).toEqual(attempts)
        const last = attempts.at(-1)
        expect(last?.outcome === 'done').toBe('text' in end)
        expect(attempts.filter(({ outcome }) => outcome === 'done')).toHaveLength('text' in end ? 1 : 0)
        if ('usage' in end) expect(last?.usage).toEqual(end.usage)
        if ('code' in end) expect(attempts.map(({ code }) => code)).toContain(end.code)
        expect(JSON.parse(JSON.stringify(attempts))).toHaveLength(attempts.length)
        // Nothing is held any more.
        const free = await store.reserve('p0', {
          units: { concurrency: 1_000 },
          limits: { concurrency: { amount: 1_000 } },
          holdMs: 1,
        })
        expect(free).toHaveProperty('id')
        if ('id' in free) await store.refund(free.id)
      },
    ),
    { numRuns: 300 },
  )
})
