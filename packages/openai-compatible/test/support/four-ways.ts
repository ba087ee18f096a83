import { type Pace, plainOutcome, replayFetch, seededCuts } from '@aiu/testing'
import type { WireCase } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { expectOutcome } from './expect-outcome.ts'
import { runCase } from './run-case.ts'

/** Reads a case whole, byte by byte, at three sets of 20 seeded cuts, and cut before its end. */
export function fourWays(cases: readonly WireCase[]): void {
  describe.each(cases)('$id', (one) => {
    const { reply, expected } = one
    const paces: Record<string, Pace> = { whole: 'whole', 'byte by byte': 'bytes' }
    for (const seed of [1, 2, 3]) paces[`random cuts ${seed}`] = seededCuts(reply.body.length, 20, seed)

    test.each(Object.keys(paces))('%s', async (pace) => {
      const run = await runCase(
        { fetch: replayFetch(reply, { pace: paces[pace] ?? 'whole' }) },
        expected.stream,
      )
      expectOutcome(expected, run)
    })

    if (expected.error) return

    test('cut before its end', async () => {
      for (const cutAt of cutsBeforeTheEnd(one)) await expectCut(one, cutAt)
    })
  })
}

/** Where to cut: before the event that completes the answer, and inside it; of a JSON body, anywhere. */
function cutsBeforeTheEnd({ reply: { body }, expected }: WireCase): number[] {
  if (!expected.stream) {
    const { length } = new TextDecoder().decode(body).trimEnd()
    return [0, 1, Math.floor(length / 3), Math.floor(length / 2), length - 1]
  }
  const { ending } = plainOutcome(body, expected)
  if (!ending) throw new Error('a stream that is answered has an ending')
  return [ending.start, ending.start + 3, Math.floor((ending.start + ending.end) / 2)]
}

/** A reply cut here is an error with what had come, and no half tool call. */
export async function expectCut({ reply, expected }: WireCase, cutAt: number): Promise<void> {
  const { error, response } = await runCase({ fetch: replayFetch(reply, { cutAt }) }, expected.stream)
  expect(response?.text, `cut at ${cutAt}`).toBeUndefined()
  if (!expected.stream) return expect(['malformed', 'interrupted']).toContain(error?.code)
  const plain = plainOutcome(reply.body.subarray(0, cutAt), expected)
  expect([error?.code, error?.name], `cut at ${cutAt}`).toEqual(['interrupted', 'InterruptedError'])
  expect(error?.partial).toMatchObject({ text: plain.text, toolCalls: [] })
  expect(error?.attempts).toMatchObject([{ outcome: 'cut', code: 'interrupted' }])
}
