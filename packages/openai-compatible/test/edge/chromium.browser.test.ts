import { type AiuError, ask, type ChatEvent, isAiuError, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { afterEach, describe, expect, test } from 'vitest'
import { commands } from 'vitest/browser'

interface FaultState {
  readonly open: number
  readonly paths: readonly string[]
  readonly elsewhere: number
}
declare module 'vitest/browser' {
  /** A fault server in the process that runs the tests (vitest.config.ts). */
  interface BrowserCommands {
    faultBaseURL: () => Promise<string>
    faultAt: (id: string, variant?: string) => Promise<string>
    faultQuiet: () => Promise<void>
    faultRelease: () => Promise<void>
    faultState: () => Promise<FaultState>
  }
}

const KEY = 'sk-test-Zq8vN3xT7wLm2RkY5uHb'
const provider = (baseURL: string) => openaiCompatible({ baseURL, apiKey: KEY, model: 'm', name: 'faulty' })
const at = async (id: string, variant?: string) => provider(await commands.faultAt(id, variant))

async function failing(attempt: Promise<unknown>): Promise<AiuError> {
  const error = await attempt.then(
    () => new Error('did not fail'),
    (cause: unknown) => cause,
  )
  if (!isAiuError(error)) throw error
  expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain(KEY)
  return error
}

describe('in Chromium', () => {
  afterEach(async () => {
    await commands.faultQuiet()
    expect((await commands.faultState()).elsewhere).toBe(0)
  })

  test('ask and stream', async () => {
    const model = provider(await commands.faultBaseURL())
    expect(await ask(model, 'q')).toMatchObject({
      text: 'Hello.',
      usage: { outputTokens: 2 },
      finishReason: 'stop',
    })
    const events: ChatEvent[] = []
    const answer = stream(model, 'q')
    for await (const event of answer) events.push(event)
    expect(events.map(({ type }) => type)).toEqual(['start', 'text', 'text', 'finish'])
    expect((await answer.response).attempts).toMatchObject([{ outcome: 'done' }])
  })

  test('a relative base URL is one of the page', () => {
    expect(openaiCompatible({ baseURL: '/api/ai' }).baseURL).toBe(new URL('/api/ai', location.href).href)
  })

  test.each([
    ['F02', '', 'connection'],
    ['F13', '401', 'authentication'],
    ['F13', '503', 'server'],
    ['F17', 'object', 'server'],
    ['F18', '', 'malformed'],
    ['F19', 'empty', 'malformed'],
    ['F20', 'invalid', 'malformed'],
  ] as const)('%s %s: ask fails as %s', async (id, variant, code) => {
    const error = await failing(ask(await at(id, variant || undefined), 'q'))
    expect(error).toMatchObject({ code, attempts: [{ outcome: 'failed' }] })
  })

  // The reply to a redirect is opaque in a page: every one is an error there.
  test.each(['301', '307', 'same-origin-307'])(
    'F45 %s: an error, nothing reaches the other host',
    async (variant) => {
      expect((await failing(ask(await at('F45', variant), 'q'))).code).toBe('redirect')
    },
  )

  test.each([
    ['F28', '', 'interrupted', 'Hello.'],
    ['F29', 'in-character', 'interrupted', 'Hello.'],
    ['F30', '', 'interrupted', 'Hel'],
    ['F36', 'event-error', 'server', 'Hel'],
    ['F36', 'raw-json', 'server', 'Hel'],
    ['F37', 'cut', 'interrupted', ''],
  ] as const)('%s %s: a stream fails as %s, with what had come', async (id, variant, code, partial) => {
    const error = await failing(stream(await at(id, variant || undefined), 'q').response)
    expect([error.code, error.partial?.text, error.partial?.toolCalls]).toEqual([code, partial, []])
  })

  test.each(['bytes', 'crlf', 'bom'])('F35 %s', async (variant) => {
    const { text } = await stream(await at('F35', variant), 'q').response
    expect(text).toBe(variant === 'bytes' ? 'Grüße, 東京 🗼' : 'Hello.')
  })

  test.each(['gzip', 'deflate'])('F26 a %s stream arrives live', async (variant) => {
    const pieces: string[] = []
    for await (const piece of stream(await at('F26', variant), 'q').textStream) {
      if (!pieces.length) await commands.faultRelease()
      pieces.push(piece)
    }
    expect(pieces).toEqual(['Hel', 'lo.'])
  })

  test('F33 the answer comes at once after [DONE]', async () => {
    const answer = stream(await at('F33'), 'q')
    let last = 0
    for await (const _ of answer.textStream) last = performance.now()
    expect((await answer.response).text).toBe('Hello.')
    expect(performance.now() - last).toBeLessThan(200)
  })

  test('F39 leaving the loop closes the connection', async () => {
    const answer = stream(await at('F39'), 'q')
    for await (const _ of answer.textStream) break
    expect(await failing(answer.response)).toMatchObject({ code: 'aborted', partial: { text: 'Hel' } })
    await commands.faultQuiet()
    expect((await commands.faultState()).open).toBe(0)
  })

  test.each([
    ['before-headers', 'ask'],
    ['before-headers', 'stream'],
    ['before-first-item', 'stream'],
    ['mid-stream', 'stream'],
  ] as const)('F40 abort %s of %s', async (variant, how) => {
    const model = await at('F40', variant)
    const before = (await commands.faultState()).paths.length
    const controller = new AbortController()
    const { signal } = controller
    const reason = new Error('mine')
    const failed = failing(
      how === 'ask' ? ask(model, 'q', { signal }) : stream(model, 'q', { signal }).response,
    )
    while ((await commands.faultState()).paths.length === before);
    const start = performance.now()
    controller.abort(reason)
    const error = await failed
    expect(performance.now() - start).toBeLessThan(200)
    expect([error.code, error.cause]).toEqual(['aborted', reason])
  })

  test('F65 the key the server echoes is redacted', async () => {
    expect((await failing(ask(await at('F65', 'status'), 'q'))).message).toContain('[redacted]')
  })
})
