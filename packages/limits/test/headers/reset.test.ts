import { loopNow } from '@aiu-tooling/support/loop-clock'
import { expect, test } from 'vitest'
import { resetMs } from '../../src/headers/reset-ms.ts'
import { spentMs } from '../../src/headers/spent-ms.ts'

const NOW = 1_790_000_000_000

test.each([
  ['120ms', 120],
  ['1m13.588s', 73_588],
  ['20m52.666s', 1_252_666],
  ['1h2m3s4ms', 3_723_004],
  ['2s', 2_000],
  ['500', 500_000],
  ['0', 0],
  ['0s', 0],
  ['0.25', 250],
  ['0s, req_011CabcD', 0],
  ['1.5s,req_7', 1_500],
  [' 3s ', 3_000],
  [String(NOW / 1_000 + 5), 5_000],
  [String(NOW + 7_000), 7_000],
  [String(NOW - 7_000), 0],
  ['99999h', 2 ** 31 - 1],
  ['9'.repeat(200), 2 ** 31 - 1],
])('F09 %s is %i ms', (value, ms) => {
  expect(resetMs(value, NOW)).toBe(ms)
})

test('F09 10.332999999s has decimals', () => {
  expect(resetMs('10.332999999s', NOW)).toBeCloseTo(10_332.999999)
})

test.each([
  undefined,
  '',
  ', 5s',
  '-5',
  '-5s',
  'soon',
  'NaN',
  'Infinity',
  '5 parsecs',
  '1e3',
  '1.s',
  '.5s',
  's',
  '5x',
  '5s later',
  'Wed, 21 Oct 2026 07:28:00 GMT',
  '9'.repeat(400),
])('F11 %s is no hint', (value) => {
  expect(resetMs(value, NOW)).toBeUndefined()
})

test('F67 a long value takes no time', () => {
  const started = loopNow()
  resetMs('1'.repeat(1_000_000), NOW)
  resetMs('1s'.repeat(500_000), NOW)
  resetMs(`${'1s'.repeat(500_000)}!`, NOW)
  resetMs(`${'1'.repeat(1_000_000)}!`, NOW)
  resetMs(`${'1.'.repeat(500_000)}!`, NOW)
  resetMs('1.1'.repeat(300_000), NOW)
  expect(loopNow() - started).toBeLessThan(500)
})

test('a reset counts only where the matching remaining is 0', () => {
  const resets = { 'x-ratelimit-reset-requests': '5s', 'x-ratelimit-reset-tokens': '9s' }
  expect(spentMs(undefined)).toBeUndefined()
  expect(spentMs(resets)).toBeUndefined()
  const told = (requests: string, tokens: string) =>
    spentMs({ ...resets, 'x-ratelimit-remaining-requests': requests, 'x-ratelimit-remaining-tokens': tokens })
  expect(told('10', '20')).toBeUndefined()
  expect(told('0', '20')).toBe(5_000)
  expect(told('1', '0')).toBe(9_000)
  expect(told('0', '0')).toBe(9_000)
  expect(told('00', '0.5')).toBe(5_000)
  expect(told('', 'none')).toBeUndefined()
})

test('names without a kind, and a remaining without a reset', () => {
  expect(spentMs({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' })).toBe(2_000)
  expect(spentMs({ 'x-ratelimit-remaining-tokens': '0' })).toBeUndefined()
  expect(spentMs({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-requests': '2' })).toBeUndefined()
})
