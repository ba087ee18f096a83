import { type AnyProvider, ask, isAiuError, stream } from '@aiu/core'
import { expect, test } from 'vitest'
import type { Traits } from './traits.ts'

const LONG = 'Write a very long story about the sea, with many chapters.'
/** How long a reader may be held after leaving. */
const LEAVE_MS = 50
/** A server that went on with the long answer would not get to the next question in this time. */
const FREE_MS = 4000

/** Leaving an answer, and what the server does then. */
export function leaving(provider: AnyProvider, { fewest = 4, room = 0, oneSlot }: Traits): void {
  const long = { maxTokens: 1500 + room }

  /** The next question is answered, and soon: nothing holds the server up. */
  async function isFree(): Promise<void> {
    const from = performance.now()
    const { text } = await ask(provider, 'Hello?', { maxTokens: fewest + room })
    expect(text).toMatch(/\S/)
    if (oneSlot) expect(performance.now() - from).toBeLessThan(FREE_MS)
  }

  test('an abort in the middle of a stream ends it at once, and frees the server', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const answer = stream(provider, LONG, { ...long, signal: controller.signal })
    let left = 0
    const error: unknown = await (async () => {
      for await (const event of answer) {
        if (event.type !== 'text') continue
        left ||= performance.now()
        controller.abort(reason)
      }
    })().catch((cause: unknown) => cause)
    const ms = performance.now() - left
    if (!isAiuError(error, 'aborted')) throw error
    expect(left).toBeGreaterThan(0)
    expect(ms).toBeLessThan(LEAVE_MS)
    expect(error.cause).toBe(reason)
    expect(error.partial?.text).toMatch(/\S/)
    expect(error.attempts).toMatchObject([{ outcome: 'aborted' }])
    await isFree()
  })

  test('an abort of a whole answer ends it at once, and frees the server', async () => {
    const controller = new AbortController()
    let left = 0
    setTimeout(() => {
      left = performance.now()
      controller.abort()
    }, 300)
    const error: unknown = await ask(provider, LONG, { ...long, signal: controller.signal }).catch(
      (cause: unknown) => cause,
    )
    const ms = performance.now() - left
    expect(isAiuError(error, 'aborted')).toBe(true)
    expect(ms).toBeLessThan(LEAVE_MS)
    await isFree()
  })

  test('break leaves a stream at once, and frees the server', async () => {
    let left = 0
    for await (const event of stream(provider, LONG, long)) {
      if (event.type !== 'text') continue
      left = performance.now()
      break
    }
    expect(performance.now() - left).toBeLessThan(LEAVE_MS)
    await isFree()
  })
}
