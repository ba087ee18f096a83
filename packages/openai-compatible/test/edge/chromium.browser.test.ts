import { openaiCompatible } from '@aiu/openai-compatible'
import { afterEach, describe, expect, test } from 'vitest'
import { commands } from 'vitest/browser'
import { type EdgeFault, edgeFaults, nameOf, wrongIn } from './edge-faults.ts'
import { KEY, runTask } from './run-task.ts'

interface FaultState {
  readonly open: number
  readonly paths: readonly string[]
  readonly elsewhere: number
  /** Of the last request: how many bytes were sent. */
  readonly sent: number
}
declare module 'vitest/browser' {
  /** A fault server in the process that runs the tests (vitest.config.ts). */
  interface BrowserCommands {
    faultBaseURL: () => Promise<string>
    faultAt: (id: string, variant?: string) => Promise<string>
    faultQuiet: () => Promise<void>
    faultState: () => Promise<FaultState>
  }
}

const at = (id: EdgeFault['id'], variant?: string): Promise<string> => commands.faultAt(id, variant)
/** A whole call in the page, as a control for what is bounded: on a slow machine it is slow as well. */
const roundTripMs = async (): Promise<number> => {
  const baseURL = await commands.faultBaseURL()
  const from = performance.now()
  await runTask({ baseURL, how: 'ask' })
  return performance.now() - from
}
const releaseURL = async (): Promise<string> => `${new URL(await commands.faultBaseURL()).origin}/release`

describe('in Chromium', () => {
  afterEach(async () => {
    await commands.faultQuiet()
    expect((await commands.faultState()).elsewhere).toBe(0)
  })

  test('ask and stream', async () => {
    const baseURL = await commands.faultBaseURL()
    expect(await runTask({ baseURL, how: 'ask' })).toMatchObject({ text: 'Hello.', outputTokens: 2 })
    expect(await runTask({ baseURL, how: 'stream' })).toMatchObject({
      text: 'Hello.',
      types: ['start', 'text', 'text', 'finish'],
      outcomes: ['done'],
    })
  })

  test('a relative base URL is one of the page', () => {
    expect(openaiCompatible({ baseURL: '/api/ai' }).baseURL).toBe(new URL('/api/ai', location.href).href)
  })

  test.each(edgeFaults('chromium').map((fault) => [nameOf(fault), fault] as const))(
    '%s',
    async (_, fault) => {
      const { id, variant, how, task } = fault
      const release = /^F26|^F30|^F65/.test(id) ? await releaseURL() : undefined
      const baseURL = await at(id, variant || undefined)
      const outcome = await runTask({ baseURL, how, releaseURL: release, ...task })
      expect(wrongIn(fault, outcome)).toEqual({})
    },
  )

  test.each(['silent', 'talking'])('F33 %s: the answer comes at once after [DONE]', async (variant) => {
    const { tookMs } = await runTask({ baseURL: await at('F33', variant), how: 'stream' })
    expect(tookMs).toBeLessThan(200 + 5 * (await roundTripMs()))
  })

  test('F38 no more is read than is asked for', async () => {
    const outcome = await runTask({ baseURL: await at('F38'), how: 'pause', pauseMs: 300 })
    expect(outcome).toMatchObject({ code: 'aborted', partial: 'x' })
    await commands.faultQuiet()
    expect((await commands.faultState()).sent).toBeLessThan(100_000_000)
  })

  test('F39 leaving the loop closes the connection', async () => {
    const outcome = await runTask({ baseURL: await at('F39'), how: 'break' })
    expect(outcome).toMatchObject({ code: 'aborted', partial: 'Hel', outcomes: ['aborted'] })
    await commands.faultQuiet()
    expect((await commands.faultState()).open).toBe(0)
  })

  test.each(['before-headers', 'before-first-item', 'mid-stream'])(
    'F40 %s: within 200 ms',
    async (variant) => {
      const baseURL = await at('F40', variant)
      const { tookMs } = await runTask({ baseURL, how: 'stream', abortAfterMs: 80 })
      expect(tookMs).toBeLessThan(200 + 5 * (await roundTripMs()))
    },
  )

  test('F65 the key the server echoes is redacted', async () => {
    expect((await runTask({ baseURL: await at('F65', 'status'), how: 'ask' })).message).toContain(
      '[redacted]',
    )
  })

  test('F68 a line break in the key is refused before anything is sent', async () => {
    const before = (await commands.faultState()).paths.length
    const baseURL = await commands.faultBaseURL()
    const outcome = await runTask({ baseURL, how: 'ask', apiKey: `${KEY}\nx: y` })
    expect(outcome).toMatchObject({ code: 'configuration', leaked: false })
    expect((await commands.faultState()).paths).toHaveLength(before)
  })
})
