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
      ['random cuts', seededCuts(reply.body.length, 20, 1)],
    ]
    test.each(paces)('%s', async (_, pace) => {
      expectOutcome(expected as Expected, await runCase(playing('chat', reply, { pace }), expected.stream))
    })
  })
} else test('shared wire cases', ({ skip }) => skip(WHY_ABSENT))
