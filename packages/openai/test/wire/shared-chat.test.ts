import { join } from 'node:path'
import { type Pace, seededCuts } from '@aiu/testing'
import { readCases } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { type Expected, expectOutcome } from '../support/expect-outcome.ts'
import { playing, runCase } from '../support/run-case.ts'
import { WHY_ABSENT, wireFolder } from '../support/wire-folder.ts'

const FOLDERS = ['vercel-ai', 'openai-openapi', 'reported-quirks']

if (wireFolder) {
  const cases = FOLDERS.flatMap((folder) => readCases(join(wireFolder ?? '', folder))).filter(
    ({ api }) => api === 'chat',
  )

  test('all of them are there', () => expect(cases.length).toBeGreaterThanOrEqual(38))

  describe.each(cases)('$id', ({ reply, expected }) => {
    const paces: [string, Pace][] = [
      ['whole', 'whole'],
      ['byte by byte', 'bytes'],
      ['random cuts', seededCuts(reply.body.length, 20, 1)],
    ]
    test.each(paces)('%s', async (_, pace) => {
      expectOutcome(expected as Expected, await runCase(playing('chat', reply, { pace }), expected.stream))
    })

    if (expected.error) return

    test('cut before its end', async () => {
      const latin = Buffer.from(reply.body).toString('latin1')
      // Of a stream, the piece that finishes it, or its end mark; of a JSON body, anywhere.
      const finish = latin.search(/"finish_reason":\s*"/)
      const end = expected.stream
        ? latin.lastIndexOf('data:', finish < 0 ? latin.lastIndexOf('[DONE]') : finish)
        : latin.trimEnd().length - 1
      for (const cutAt of [0, Math.floor(end / 2), end, expected.stream ? end + 7 : 1]) {
        const { error } = await runCase(playing('chat', reply, { cutAt }), expected.stream)
        expect(error?.code, `cut at ${cutAt}`).toBe(expected.stream ? 'interrupted' : 'malformed')
        expect(error?.partial?.toolCalls ?? [], `cut at ${cutAt}`).toEqual([])
      }
    })
  })
} else test('shared wire cases', ({ skip }) => skip(WHY_ABSENT))
