import { plainOutcome, replayFetch } from '@aiu/testing'
import { builtCases } from '@aiu/testing/node'
import { LONG } from '@aiu-tooling/support/long'
import { describe, expect, test } from 'vitest'
import { expectOutcome } from '../support/expect-outcome.ts'
import { expectCut, fourWays } from '../support/four-ways.ts'
import { runCase } from '../support/run-case.ts'

const chats = builtCases().filter(({ api }) => api === 'chat')

describe('our own fixtures', () => {
  fourWays(chats)
})

/** Where to cut: around each line break, in each character of several bytes, and at every 16th byte; all bytes where it may take long. */
const cutsOf = (body: Uint8Array): number[] =>
  [...body.keys()].filter((at) => {
    const around = [body[at - 1], body[at], body[at + 1]]
    return LONG || at % 16 === 0 || around.includes(0x0a) || ((body[at] ?? 0) & 0xc0) === 0x80
  })

/** Every prefix is either the whole answer or an interruption that keeps exactly what had come. */
describe('our own fixtures, cut at every byte', () => {
  const streams = chats.filter(({ expected }) => expected.stream && !expected.error)

  test.each(streams)('$id', async (one) => {
    const { body } = one.reply
    const { usage: _, ...withoutUsage } = one.expected
    for (const cutAt of cutsOf(body)) {
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
