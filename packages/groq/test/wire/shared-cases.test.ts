import { join } from 'node:path'
import { readCases } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { fourWays } from '../support/four-ways.ts'
import { WHY_ABSENT, wireFolder } from '../support/wire-folder.ts'

const FOLDERS = ['vercel-ai', 'openai-openapi', 'reported-quirks']

if (wireFolder) {
  const folder = wireFolder
  const chats = FOLDERS.flatMap((name) => readCases(join(folder, name))).filter(({ api }) => api === 'chat')

  test('all of them are there', () => expect(chats.length).toBeGreaterThanOrEqual(38))

  describe('shared wire cases through groq-sdk', () => fourWays(chats))
} else test('shared wire cases through groq-sdk', ({ skip }) => skip(WHY_ABSENT))
