import type { LimitStore, ReserveRequest } from '@aiu/core'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryLimits } from '../../src/index.ts'
import { heapUsed } from '../heap-used.ts'

/** A clock that stands where it is put. */
function hands() {
  const hands = { at: 1_000, now: () => hands.at, sleep: async () => {} }
  return hands
}
const take = (store: LimitStore, key: string, n: number, amount: number, perMs?: number, holdMs = 1e9) =>
  store.reserve(key, {
    units: { requests: n },
    limits: { requests: { amount, perMs } },
    holdMs,
  } satisfies ReserveRequest) as { id: string } | { waitMs: number; left: Record<string, number> }

test('no stretch of time has more than the limit, and nobody waits longer than needed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 10, max: 1_000 }),
      fc.array(
        fc.record({ after: fc.integer({ min: 0, max: 400 }), units: fc.integer({ min: 1, max: 8 }) }),
        { minLength: 1, maxLength: 80 },
      ),
      (amount, perMs, asked) => {
        const clock = hands()
        const store = memoryLimits({ clock })
        const had: { at: number; units: number }[] = []
        const used = (at: number): number =>
          had.reduce((sum, one) => sum + (one.at > at - perMs && one.at <= at ? one.units : 0), 0)
        for (const { after, units } of asked) {
          clock.at += after
          const given = take(store, 'k', units, amount, perMs)
          const fits = used(clock.at) + units <= amount
          expect('id' in given).toBe(fits)
          if ('id' in given) had.push({ at: clock.at, units })
          else {
            expect(given.left.requests).toBe(amount - used(clock.at))
            if (units > amount) expect(given.waitMs).toBe(Number.POSITIVE_INFINITY)
            else {
              expect(used(clock.at + given.waitMs) + units).toBeLessThanOrEqual(amount)
              expect(used(clock.at + given.waitMs - 1) + units).toBeGreaterThan(amount)
            }
          }
        }
        for (const { at } of had) expect(used(at)).toBeLessThanOrEqual(amount)
      },
    ),
  )
})

test('what was settled for less, or refunded, is there again; for more, it is missed', () => {
  const clock = hands()
  const store = memoryLimits({ clock })
  const first = take(store, 'k', 8, 10, 1_000) as { id: string }
  expect(take(store, 'k', 5, 10, 1_000)).toMatchObject({ waitMs: 1_000, left: { requests: 2 } })
  store.settle(first.id, { requests: 5 })
  const second = take(store, 'k', 5, 10, 1_000) as { id: string }
  expect(second.id).toBeDefined()
  store.refund(second.id)
  const third = take(store, 'k', 5, 10, 1_000) as { id: string }
  store.settle(third.id, { requests: 50 })
  clock.at += 999
  expect(take(store, 'k', 1, 10, 1_000)).toMatchObject({ waitMs: 1 })
  // Once only.
  store.settle(third.id, { requests: 0 })
  store.refund(third.id)
  store.settle('nobody', { requests: 0 })
  expect(take(store, 'k', 1, 10, 1_000)).toMatchObject({ waitMs: 1 })
  clock.at += 1
  expect(take(store, 'k', 10, 10, 1_000)).toHaveProperty('id')
})

test('a great many entries take no more room than a few thousand, and are never too many', () => {
  const clock = hands()
  const store = memoryLimits({ clock })
  const times: number[] = []
  const from = loopNow()
  while (times.length < 300_000) {
    const given = take(store, 'k', 1, 100_000, 60_000)
    if ('id' in given) {
      store.settle(given.id, {})
      times.push(clock.at)
      clock.at += 0.1
    } else clock.at += given.waitMs
  }
  expect(loopNow() - from).toBeLessThan(5_000)
  for (let index = 100_000; index < times.length; index += 97)
    expect((times[index] as number) - (times[index - 100_000] as number)).toBeGreaterThanOrEqual(60_000)
  // Three times the limit in two stretches and a bit: a thousandth each is what putting together costs.
  expect(clock.at - 1_000).toBeLessThan(3 * 60_000 * 1.002)
})

test('what is held comes back when settled, refunded, or when its time is over', () => {
  const clock = hands()
  const store = memoryLimits({ clock })
  const held = [take(store, 'k', 1, 2), take(store, 'k', 1, 2, undefined, 500)] as { id: string }[]
  expect(take(store, 'k', 1, 2)).toHaveProperty('waitMs')
  store.settle(held[0]?.id ?? '', { requests: 1 })
  expect(take(store, 'k', 1, 2, undefined, 200)).toHaveProperty('id')
  clock.at += 500
  expect(take(store, 'k', 2, 2)).toHaveProperty('id')
})

test('two rules for one unit of a key are refused as long as one of them counts', () => {
  const clock = hands()
  const store = memoryLimits({ clock })
  take(store, 'k', 1, 2, 1_000)
  const disagree = () => take(store, 'k', 1, 3, 1_000)
  expect(disagree).toThrow('Two limits disagree about requests of "k": 2 in 1000 ms, and 3 in 1000 ms.')
  expect(disagree).toThrow(expect.objectContaining({ code: 'configuration' }))
  take(store, 'other', 1, 3, 1_000)
  clock.at += 1_000
  expect(take(store, 'k', 1, 3, 1_000)).toHaveProperty('id')
})

test('what is held for long keeps nothing else held', () => {
  const clock = hands()
  const store = memoryLimits({ clock })
  take(store, 'long', 1, 1, undefined, 3_600_000)
  take(store, 'short', 1, 1, undefined, 500)
  take(store, 'middle', 1, 1, undefined, 700)
  clock.at += 500
  expect(take(store, 'short', 1, 1, undefined, 500)).toHaveProperty('id')
  expect(take(store, 'middle', 1, 1)).toHaveProperty('waitMs')
  clock.at += 200
  expect(take(store, 'middle', 1, 1)).toHaveProperty('id')
  expect(take(store, 'long', 1, 1)).toHaveProperty('waitMs')
})

test('keys that are idle are forgotten', () => {
  const clock = hands()
  const store = memoryLimits({ clock })
  const before = heapUsed()
  for (let index = 0; index < 100_000; index++) {
    const given = take(store, `${'user'.repeat(20)}${index}`, 1, 2, 1_000)
    if ('id' in given) store.settle(given.id, {})
    clock.at += 10
  }
  // Kept, the keys alone would be 8 MB.
  expect(heapUsed() - before).toBeLessThan(2_000_000)
  expect(take(store, 'k', 1, 2, 1_000)).toHaveProperty('id')
})
