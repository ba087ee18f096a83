import { join } from 'node:path'
import { type Pace, seededCuts } from '@aiu/testing'
import { readCases, type WireCase } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { type Expected, expectOutcome, textOf } from '../support/expect-outcome.ts'
import { playing, runCase } from '../support/run-case.ts'
import { WHY_ABSENT, wireFolder } from '../support/wire-folder.ts'

const FOLDERS = ['vercel-ai', 'openai-openapi', 'reported-quirks']

/** Where a stream is cut: before the event that ends the answer, and inside it; of a JSON body, anywhere. */
function cuts({ reply: { body }, expected: { stream } }: WireCase): number[] {
  const { length } = Buffer.from(body).toString('latin1').trimEnd()
  if (!stream) return [0, 1, Math.floor(length / 3), Math.floor(length / 2), length - 1]
  const start = Buffer.from(body).lastIndexOf('event: response.')
  return [start, start + 3, Math.floor((start + length) / 2), length - 1]
}

if (wireFolder) {
  const cases = FOLDERS.flatMap((folder) => readCases(join(wireFolder ?? '', folder))).filter(
    ({ api }) => api === 'responses',
  )

  test('all of them are there', () => expect(cases.length).toBeGreaterThanOrEqual(29))

  describe.each(cases)('$id', (one) => {
    const { reply } = one
    const expected = one.expected as Expected
    const paces: [string, Pace][] = [
      ['whole', 'whole'],
      ['byte by byte', 'bytes'],
      ...[1, 2, 3].map((seed): [string, Pace] => [
        `random cuts ${seed}`,
        seededCuts(reply.body.length, 20, seed),
      ]),
    ]
    test.each(paces)('%s', async (_, pace) => {
      expectOutcome(expected, await runCase(playing('responses', reply, { pace }), expected.stream))
    })

    if (expected.error) return

    test('cut before its end', async () => {
      for (const cutAt of cuts(one)) {
        const { error } = await runCase(playing('responses', reply, { cutAt }), expected.stream)
        if (!expected.stream) expect(error?.code, `cut at ${cutAt}`).toBe('malformed')
        else
          expect([error?.code, error?.partial], `cut at ${cutAt}`).toEqual([
            'interrupted',
            { text: textOf(expected), toolCalls: [], usage: undefined },
          ])
      }
      if (!expected.stream) return
      for (const cutAt of seededCuts(cuts(one)[0] ?? 0, 20, 7).cuts) {
        const { error } = await runCase(playing('responses', reply, { cutAt }), true)
        expect([error?.code, error?.partial?.toolCalls], `cut at ${cutAt}`).toEqual(['interrupted', []])
        expect(textOf(expected)?.startsWith(error?.partial?.text ?? '-')).toBe(true)
      }
    })
  })
} else test('shared wire cases', ({ skip }) => skip(WHY_ABSENT))
