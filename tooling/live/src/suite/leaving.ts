import { type AnyProvider, ask, isAiuError, stream } from '@aiu/core'
import { expect, test } from 'vitest'
import { bestOf } from './best-of.ts'
import type { Traits } from './traits.ts'

const LONG = 'Write a very long story about the sea, with many chapters.'
/** How long a reader may be held after leaving. */
const LEAVE_MS = 50
/** A server that went on would first write some hundred times as much as a short answer has. */
const TIMES = 5

/** Leaving an answer, and what the server does then. */
export function leaving(provider: AnyProvider, { fewest = 4, room = 0, oneSlot }: Traits): void {
  const long = { maxTokens: 1500 + room }

  async function shortAnswer(): Promise<number> {
    const from = performance.now()
    const { text } = await ask(provider, 'Hello?', { maxTokens: fewest + room })
    expect(text).toMatch(/\S/)
    return performance.now() - from
  }

  /** Leaving takes no time, and the next question is answered soon: nothing holds the server up. */
  async function leavesAtOnce(leave: () => Promise<number>): Promise<void> {
    const alone = await shortAnswer()
    const left = await bestOf(LEAVE_MS, leave)
    expect(left).toBeLessThan(LEAVE_MS)
    const enough = TIMES * alone + 1000
    const free = await bestOf(enough, async () => {
      await leave()
      return shortAnswer()
    })
    if (oneSlot) expect(free).toBeLessThan(enough)
  }

  test('an abort in the middle of a stream ends it at once, and frees the server', () =>
    leavesAtOnce(async () => {
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
      expect(error.cause).toBe(reason)
      expect(error.partial?.text).toMatch(/\S/)
      expect(error.attempts).toMatchObject([{ outcome: 'aborted' }])
      return ms
    }))

  test('an abort of a whole answer ends it at once, and frees the server', () =>
    leavesAtOnce(async () => {
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
      return ms
    }))

  test('break leaves a stream at once, and frees the server', () =>
    leavesAtOnce(async () => {
      let left = 0
      for await (const event of stream(provider, LONG, long)) {
        if (event.type !== 'text') continue
        left = performance.now()
        break
      }
      expect(left).toBeGreaterThan(0)
      return performance.now() - left
    }))
}
