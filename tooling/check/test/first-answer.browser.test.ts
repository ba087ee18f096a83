import { expect, test } from 'vitest'
import { commands } from 'vitest/browser'
import { firstAnswer } from '../src/app/first-answer.ts'

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Starts a server that answers "4"; returns its base URL (vitest.config.ts). */
    serve: () => Promise<string>
  }
}

test('the first answer, in a page', async () => {
  expect(await firstAnswer(await commands.serve())).toEqual([])
})
