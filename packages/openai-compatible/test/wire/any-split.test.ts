import { type Pace, replayFetch } from '@aiu/testing'
import { builtCases, type WireCase } from '@aiu/testing/node'
import { LONG } from '@aiu-tooling/support/long'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runCase } from '../support/run-case.ts'

/** How a reply is read when it comes in these pieces: its events, and how it ended. Ids that we make and times are left out. */
async function readAs({ reply, expected }: WireCase, pace: Pace, cutAt?: number): Promise<unknown> {
  const run = await runCase({ fetch: replayFetch(reply, { pace, cutAt }) }, expected.stream)
  return JSON.parse(
    JSON.stringify(run, (key, value) =>
      key === 'timing' ||
      key === 'attempts' ||
      key === 'stack' ||
      (key === 'id' && /^call_\w{8,}/.test(value))
        ? undefined
        : value,
    ),
  )
}

const cuts = (length: number): fc.Arbitrary<Pace> =>
  fc
    .array(fc.integer({ min: 1, max: Math.max(1, length - 1) }), { maxLength: 40 })
    .map((at) => ({ cuts: at }))

describe('any split of any fixture gives the same events', () => {
  const cases = builtCases().filter(({ api }) => api === 'chat')

  test.each(cases)('$id', async (one) => {
    const { length } = one.reply.body
    const whole = await readAs(one, 'whole')
    await fc.assert(
      fc.asyncProperty(cuts(length), async (pace) => {
        expect(await readAs(one, pace)).toEqual(whole)
      }),
      { numRuns: LONG ? 250 : 8 },
    )
  })

  // Also of what is left of one that was cut off.
  test.each(cases.filter(({ expected }) => expected.stream))('$id, cut off anywhere', async (one) => {
    const { length } = one.reply.body
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: length }), cuts(length), async (cutAt, pace) => {
        expect(await readAs(one, pace, cutAt)).toEqual(await readAs(one, 'whole', cutAt))
      }),
      { numRuns: LONG ? 150 : 5 },
    )
  })
})
