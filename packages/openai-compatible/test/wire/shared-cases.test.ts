import { join } from 'node:path'
import { readCases, type WireCase } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { fourWays } from '../support/four-ways.ts'
import { WHY_ABSENT, wireFolder } from '../support/wire-folder.ts'

const FOLDERS = ['vercel-ai', 'openai-openapi', 'reported-quirks']

if (wireFolder) {
  const cases = FOLDERS.flatMap((folder) => readCases(join(wireFolder ?? '', folder)))
  const chats: WireCase[] = cases.filter(({ api }) => api === 'chat')

  test('all of them are there', () => expect(chats.length).toBeGreaterThanOrEqual(38))

  describe('shared wire cases', () => fourWays(chats))
} else test('shared wire cases', ({ skip }) => skip(WHY_ABSENT))
