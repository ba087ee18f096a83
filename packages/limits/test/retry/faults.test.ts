import { wrap } from '@aiu/core'
import { type FaultId, type FaultServer, faultServer, variantsOf } from '@aiu/testing/node'
import { LONG } from '@aiu-tooling/support/long'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { retry, timeout } from '../../src/index.ts'
import { eagerClock } from '../time/eager-clock.ts'
import { failure, subjectsOf, ways } from '../time/subjects.ts'

/** Between half of it and the whole. */
const isBackoff = (ms: number | undefined, whole: number): void => {
  expect(ms).toBeGreaterThanOrEqual(whole / 2)
  expect(ms).toBeLessThanOrEqual(whole)
}
/** Never less than what the server asks for, and at most a tenth more. */
const isHint = (ms: number | undefined, hint: number): void => {
  expect(ms).toBeGreaterThanOrEqual(hint)
  expect(ms).toBeLessThanOrEqual(hint * 1.1 + 1)
}

describe.each(subjectsOf(LONG))('retry around $name', ({ wire, make }) => {
  describe.each(ways)('%s', (_way, asked) => {
    let shared: FaultServer
    beforeAll(async () => {
      shared = await faultServer({ wire })
    })
    afterAll(() => shared.close())

    const meet = (id: FaultId, variant?: string, server = shared) => {
      const before = server.requests.length
      const clock = eagerClock()
      const inner = make(server.at(id, variant))
      return {
        server,
        inner,
        waits: clock.waits,
        provider: wrap(inner, retry({ clock })),
        made: () => server.requests.length - before,
      }
    }

    test('F01 a closed port is tried three times, after half a second and after one', async () => {
      const { provider, waits } = meet('F01')
      const error = await failure(asked(provider))
      expect(error.code).toBe('connection')
      expect(error.cause).toBeDefined()
      expect(error.attempts?.map(({ outcome, code }) => [outcome, code])).toEqual(
        Array(3).fill(['failed', 'connection']),
      )
      expect(waits).toHaveLength(2)
      isBackoff(waits[0], 500)
      isBackoff(waits[1], 1000)
    })

    test('F02 a connection that is reset before its reply is tried again', async () => {
      const { made, provider, waits } = meet('F02')
      expect((await failure(asked(provider))).code).toBe('connection')
      expect(made()).toBe(3)
      expect(waits.every((ms) => ms >= 250)).toBe(true)
    })

    test('F03 a server that says nothing is left, and asked again', async () => {
      const { server, made, inner, waits } = meet('F03')
      const clock = eagerClock()
      const provider = wrap(inner, retry({ clock }), timeout({ firstTokenMs: 60 }))
      const error = await failure(asked(provider))
      expect(error.code).toBe('timeout')
      expect(error.attempts?.map(({ code }) => code)).toEqual(Array(3).fill('timeout'))
      expect(made()).toBe(3)
      expect(waits).toEqual([])
      await server.quiet()
    })

    test('F04 a kept connection that died costs one request at once, which is not counted', async () => {
      // A server of its own, since the platform keeps connections for all.
      const own = await faultServer({ wire })
      onTestFinished(() => own.close())
      const { server, provider, waits } = meet('F04', '', own)
      await asked(provider)
      await server.quiet()
      for (let calls = 10; calls && !waits.length; calls--) {
        // A connection is given back a moment after its answer.
        await new Promise((resolve) => setTimeout(resolve, 20))
        const { text, attempts } = await asked(provider)
        expect(text).toBe('Hello.')
        expect(attempts.map(({ outcome }) => outcome)).toEqual(waits.length ? ['failed', 'done'] : ['done'])
      }
      expect(waits).toEqual([0])
    })

    test.each(variantsOf('F05', wire))('F05 %s is not tried again', async (variant) => {
      const { provider, waits } = meet('F05', variant)
      const error = await failure(asked(provider))
      expect(error.code).toBe('connection')
      expect(error.attempts).toHaveLength(1)
      expect(waits).toEqual([])
    })

    test('F06 the server is not asked before it wants to be', async () => {
      const { made, provider, waits } = meet('F06')
      expect((await asked(provider)).text).toBe('Hello.')
      expect(made()).toBe(2)
      isHint(waits[0], 2000)
    })

    test("F07 a date is by the server's own clock", async () => {
      const { provider, waits } = meet('F07')
      await asked(provider)
      expect(waits).toHaveLength(1)
      // Dates are whole seconds, and one may have begun between the two of them.
      expect(waits[0]).toBeGreaterThanOrEqual(2000)
      expect(waits[0]).toBeLessThanOrEqual(3301)
    })

    test('F08 milliseconds win over seconds', async () => {
      const { provider, waits } = meet('F08')
      await asked(provider)
      isHint(waits[0], 250)
    })

    test('F09 resets are understood, or none', async () => {
      const long = meet('F09', 'minutes-and-seconds')
      expect((await failure(asked(long.provider))).retryAfterMs).toBe(73_588)
      expect(long.made()).toBe(1)
      const short = meet('F09', 'milliseconds')
      await asked(short.provider)
      isHint(short.waits[0], 120)
      const glued = meet('F09', 'glued-headers')
      await asked(glued.provider)
      isBackoff(glued.waits[0], 500)
      const epoch = meet('F09', 'epoch-ms')
      await asked(epoch.provider)
      // The reply's own date is in whole seconds.
      expect(epoch.waits[0]).toBeGreaterThan(150)
      expect(epoch.waits[0]).toBeLessThan(2500)
    })

    test('F10 a longer wait than the longest fails at once, and says how long', async () => {
      const { made, provider, waits } = meet('F10')
      const error = await failure(asked(provider))
      expect([error.code, error.retryAfterMs]).toEqual(['rate-limit', 120_000])
      expect(made()).toBe(1)
      expect(waits).toEqual([])
    })

    test.each(variantsOf('F11', wire))('F11 %s', async (variant) => {
      const { made, provider, waits } = meet('F11', variant)
      if (variant === '30-days') {
        expect((await failure(asked(provider))).retryAfterMs).toBe(2 ** 31 - 1)
        return expect(made()).toBe(1)
      }
      await asked(provider)
      isBackoff(waits[0], 500)
    })

    test('F12 a spent quota is not waited for', async ({ skip }) => {
      skip(!variantsOf('F12', wire).length, 'the dialect has no word for a spent quota')
      const { made, provider } = meet('F12')
      expect((await failure(asked(provider))).code).toBe('quota')
      expect(made()).toBe(1)
    })

    test.each(variantsOf('F13', wire))('F13 %s', async (variant) => {
      const { made, provider } = meet('F13', variant)
      const error = await failure(asked(provider))
      expect(error.status).toBe(Number(variant))
      const tries = ['500', '502', '503', '504', '529'].includes(variant) ? 3 : 1
      expect(made()).toBe(tries)
      expect(error.attempts).toHaveLength(tries)
    })

    test('F14 x-should-retry is obeyed', async () => {
      const no = meet('F14', 'false-on-500')
      await failure(asked(no.provider))
      expect(no.made()).toBe(1)
      const yes = meet('F14', 'true-on-400')
      expect((await asked(yes.provider)).text).toBe('Hello.')
      expect(yes.made()).toBe(2)
    })

    test('F15 a hundred calls at a dead server', async () => {
      for (const atOnce of [true, false]) {
        const { made, provider } = meet('F15')
        const calls = Array.from({ length: 100 }, () => () => failure(asked(provider)))
        const errors = atOnce ? await Promise.all(calls.map((call) => call())) : []
        if (!atOnce) for (const call of calls) errors.push(await call())
        const length = made()
        expect(length).toBeLessThanOrEqual(120)
        expect(length).toBeGreaterThanOrEqual(110)
        expect(errors.reduce((sum, { attempts }) => sum + (attempts?.length ?? 0), 0)).toBe(length)
      }
    })

    test('F16 one failure, then the answer: both attempts are told, the usage once', async () => {
      const { provider } = meet('F16')
      const { text, attempts, usage } = await asked(provider)
      expect(text).toBe('Hello.')
      expect(attempts.map(({ outcome, code }) => [outcome, code])).toEqual([
        ['failed', 'server'],
        ['done', undefined],
      ])
      expect(usage).toBeDefined()
      expect(attempts.map((attempt) => attempt.usage)).toEqual([undefined, usage])
    })
  })
})
