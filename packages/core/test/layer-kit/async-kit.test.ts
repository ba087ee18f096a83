import { getEventListeners } from 'node:events'
import { AiuError, wrap } from '@aiu/core'
import {
  type Clock,
  checkNumber,
  delay,
  isolatesRequests,
  isWrapped,
  linkSignal,
  MAX_TIMER_MS,
  mapAwaitable,
  raceAbort,
  startTimer,
  systemClock,
  withTimeout,
  wrapCall,
} from '@aiu/core/layer-kit'
import { expect, test, vi } from 'vitest'
import { answering } from '../support/answers.ts'

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length
const never = new Promise<never>(() => {})

test('delay waits on the clock, and leaves no listener', async () => {
  const { signal } = new AbortController()
  const slept: number[] = []
  const clock: Clock = {
    now: () => 0,
    sleep: async (ms) => {
      slept.push(ms)
    },
  }
  await delay(5_000, signal, clock)
  await delay(0, signal)
  await systemClock.sleep(0)
  expect([slept, listeners(signal)]).toEqual([[5_000], 0])
})

test('delay is aborted with the reason of the signal, before and while it waits', async () => {
  const stop = new AbortController()
  const reason = new Error('mine')
  const waits = delay(60_000, stop.signal)
  stop.abort(reason)
  for (const each of [waits, delay(60_000, stop.signal)])
    await expect(each).rejects.toMatchObject({ code: 'aborted', cause: reason })
  expect(listeners(stop.signal)).toBe(0)
})

test('a timer is bounded by what timers can wait, and can be stopped', () => {
  vi.useFakeTimers()
  const rung: string[] = []
  startTimer(1e12, () => rung.push('late'))
  startTimer(10, () => rung.push('stopped'))()
  vi.advanceTimersByTime(MAX_TIMER_MS - 1)
  expect(rung).toEqual([])
  vi.advanceTimersByTime(1)
  expect(rung).toEqual(['late'])
  vi.useRealTimers()
})

test('withTimeout rejects with what it is told to; work that is in time leaves no timer', async () => {
  expect(await withTimeout(Promise.resolve(1), 60_000, () => new Error('late'))).toBe(1)
  await expect(withTimeout(never, 1, () => new Error('late'))).rejects.toThrow('late')
})

test('raceAbort: what is there is returned, what comes late is told', async () => {
  const stop = new AbortController()
  expect(raceAbort(1 as number | Promise<number>, stop.signal)).toBe(1)
  let give = (_value: number): void => {}
  const late: number[] = []
  const work = new Promise<number>((resolve) => {
    give = resolve
  })
  const race = raceAbort(work, stop.signal, (value) => late.push(value))
  stop.abort(new AiuError('timeout', 'Over.'))
  await expect(race).rejects.toMatchObject({ code: 'timeout' })
  give(2)
  await work
  expect([late, listeners(stop.signal)]).toEqual([[2], 0])
})

test('linkSignal follows, fires by itself, and lets go', () => {
  const outer = new AbortController()
  const [one, other] = [linkSignal(outer.signal), linkSignal(outer.signal)]
  one.abort('mine')
  expect([one.signal.reason, outer.signal.aborted]).toEqual(['mine', false])
  one.unlink()
  outer.abort('all')
  expect([other.signal.reason, linkSignal(outer.signal).signal.reason]).toEqual(['all', 'all'])
  other.unlink()
  expect(listeners(outer.signal)).toBe(0)
})

test('mapAwaitable maps at once what is there', async () => {
  expect(mapAwaitable(1, (one) => one + 1)).toBe(2)
  expect(await mapAwaitable(Promise.resolve(1), (one) => one + 1)).toBe(2)
})

test('wrapCall tells one end, whatever it is', async () => {
  const error = new Error('mine')
  const fails = (): never => {
    throw error
  }
  const told: unknown[] = []
  const onEnd = (cause?: unknown) => void told.push(cause)
  expect(await wrapCall({ send: async () => 1, onAnswer: (answer) => void told.push(answer), onEnd })).toBe(1)
  await expect(wrapCall({ send: async () => fails(), onEnd })).rejects.toBe(error)
  await expect(wrapCall({ send: fails, onEnd })).rejects.toBe(error)
  await expect(wrapCall({ send: async () => 1, onAnswer: fails, onEnd })).rejects.toBe(error)
  expect(told).toEqual([1, undefined, error, error, error])
})

test('checkNumber says which option is wrong, and how', () => {
  checkNumber('retry: attempts', 3, 1, 100)
  for (const value of [0, 101, Number.NaN, '3', null, undefined])
    expect(() => checkNumber('retry: attempts', value, 1, 100)).toThrow(
      `retry: attempts is ${value}, not from 1 to 100.`,
    )
})

test('isWrapped knows what wrap has made; requests are isolated in workers alone', () => {
  const provider = answering('x')
  expect([isWrapped(provider), isWrapped(wrap(provider))]).toEqual([false, true])
  expect(isolatesRequests()).toBe(false)
})
