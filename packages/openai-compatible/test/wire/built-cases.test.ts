import { plainOutcome, replayFetch } from '@aiu/testing'
import { builtCases } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { expectOutcome } from '../support/expect-outcome.ts'
import { expectCut, fourWays } from '../support/four-ways.ts'
import { runCase } from '../support/run-case.ts'

const chats = builtCases().filter(({ api }) => api === 'chat')

describe('our own fixtures', () => {
  fourWays(chats)
})

/** Every prefix is either the whole answer or an interruption that keeps exactly what had come. */
describe('our own fixtures, cut at every byte', () => {
  const streams = chats.filter(({ expected }) => expected.stream && !expected.error)

  test.each(streams)('$id', async (one) => {
    const { body } = one.reply
    const { usage: _, ...withoutUsage } = one.expected
    for (let cutAt = 0; cutAt < body.length; cutAt++) {
      const prefix = body.subarray(0, cutAt)
      const plain = plainOutcome(prefix, { stream: true })
      if (plain.error) await expectCut(one, cutAt)
      else {
        const run = await runCase({ fetch: replayFetch(one.reply, { cutAt }) }, true)
        expectOutcome(withoutUsage, run)
        expect(run.response?.text, `cut at ${cutAt}`).toBe(plain.text)
      }
    }
  })
})
