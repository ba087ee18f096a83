import { setTimeout as pause } from 'node:timers/promises'
import { child } from '@aiu-tooling/support/child'
import { LONG } from '@aiu-tooling/support/long'
import { anyRedis, freshPrefix, named } from '@aiu-tooling/support/redis'
import { describe, expect, test } from 'vitest'
import type { Load, Loaded } from './support/load.ts'
import { mostAtOnce, utilization, windowMaximum } from './support/window.ts'

const redis = await anyRedis()
const script = new URL('./support/load.ts', import.meta.url)

const PROCESSES = 4
const PER_MS = 1_000
const load: Load = {
  url: redis?.url ?? '',
  prefix: freshPrefix(),
  forMs: LONG ? 60_000 : 5_000,
  perMs: PER_MS,
  requests: 100,
  tokens: 10_000,
  concurrency: 6,
  amount: LONG ? 0.5 : 0.02,
  callers: 6,
}

/** How many times as long as at rest a wait and some work take here until `over`: a control for how much a slow machine can use up. */
async function slowness(over: Promise<unknown>): Promise<number> {
  let isOver = false
  void over.finally(() => {
    isOver = true
  })
  let rounds = 0
  let tookMs = 0
  while (!isOver) {
    const from = performance.now()
    await pause(20)
    const before = process.cpuUsage().user
    while (process.cpuUsage().user - before < 10_000);
    tookMs += performance.now() - from
    rounds++
    await pause(200)
  }
  return Math.max(1, tookMs / rounds / 30)
}

describe.skipIf(!redis)(named('F42 four processes share one Redis', redis), () => {
  test(`${load.forMs / 1_000} s of load`, { timeout: load.forMs + 60_000 }, async () => {
    const all = Array.from({ length: PROCESSES }, () => child(script, JSON.stringify(load)))
    await Promise.all(all.map((one) => one.line()))
    for (const one of all) one.tell('go')
    const lines = Promise.all(all.map(async (one) => JSON.parse(await one.line())))
    const slow = await slowness(lines)
    const told: Loaded[] = await lines

    const grantsOf = (key: string) =>
      told.map(({ grants }) => Object.entries(grants).find(([name]) => name.includes(key))?.[1] ?? [])
    const figures = (key: string, unit: string, amount: number) => {
      const each = grantsOf(key)
      return {
        'limit a second': amount,
        'most in any second': windowMaximum(each.flat(), unit, PER_MS * 1_000),
        used: utilization(each.flat(), unit, PER_MS * 1_000, amount),
        'requests of each process': each.map(({ length }) => length).join(' '),
      }
    }
    const requests = figures('{requests}', 'requests/1000', load.requests)
    const tokens = figures('{tokens}', 'tokens/1000', load.tokens)
    const atOnce = mostAtOnce(told.flatMap(({ held }) => held))
    const spent = told.reduce((sum, one) => sum + one.spent, 0) / 1e9
    const commands = told.reduce((sum, one) => sum + one.commands, 0)
    const calls = told.flatMap(({ grants }) => Object.values(grants).flat()).length
    console.table({ requests, tokens })
    console.log(
      `at once ${atOnce} of ${load.concurrency}; spent ${spent.toFixed(6)} of ${load.amount} USD; ` +
        `longest wait ${Math.round(Math.max(...told.map(({ longestMs }) => longestMs)))} ms; ` +
        `${(commands / calls).toFixed(2)} commands a reservation, ${Math.round((commands / load.forMs) * 1_000)} a second`,
    )
    expect(requests['most in any second']).toBeLessThanOrEqual(load.requests)
    expect(tokens['most in any second']).toBeLessThanOrEqual(load.tokens)
    expect(atOnce).toBeLessThanOrEqual(load.concurrency)
    expect(spent).toBeLessThanOrEqual(load.amount)
    // Less than a call may cost is left: it was used up.
    expect(spent).toBeGreaterThan(load.amount / slow - 0.001)
    // Tokens reserved by calls under way are not used yet: the more, the slower the machine.
    expect(requests.used).toBeGreaterThan((LONG ? 0.95 : 0.9) / slow)
    expect(tokens.used).toBeGreaterThan((LONG ? 0.95 : 0.7) / slow)
    // Nobody starves.
    for (const key of ['{requests}', '{tokens}']) {
      const each = grantsOf(key).map(({ length }) => length)
      expect(Math.min(...each)).toBeGreaterThan(Math.max(...each) / 3 / slow)
    }
    expect(told.map(({ reports }) => reports)).toEqual(Array(PROCESSES).fill(0))
  })
})
