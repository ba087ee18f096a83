import type { Cached, ChatEvent } from '@aiu/core'
import type { Answer } from './entry/answer.ts'
import { piecesOf } from './entry/cuts.ts'
import { leftFor, pause } from './flight/or-leave.ts'

/** A kept answer as a stream: `start`, its pieces, `finish`; at once, or at the times they came. */
export function replayed(
  answer: Answer,
  cached: Cached,
  recorded: boolean,
  signal: AbortSignal | undefined,
): AsyncIterator<ChatEvent, undefined> {
  const pieces = piecesOf(answer)
  let begun = false
  let ended = false
  let nowMs = 0
  const nextEvent = (): ChatEvent => {
    const { provider, model, id, warnings, finishReason, rawFinishReason, usage, cost } = answer
    if (!begun) {
      begun = true
      return { type: 'start', model, id, cached, warnings: warnings.length ? warnings : undefined }
    }
    const piece = pieces.next()
    if (piece) return piece
    ended = true
    return {
      type: 'finish',
      finishReason,
      rawFinishReason,
      usage,
      cost,
      cached,
      provider,
      model,
      attempts: [],
    }
  }
  return {
    next() {
      if (signal?.aborted) return Promise.reject(leftFor(signal))
      if (ended) return Promise.resolve({ value: undefined, done: true })
      const step = { value: nextEvent(), done: false } as const
      const waitMs = pieces.atMs - nowMs
      nowMs = pieces.atMs
      return recorded && waitMs > 0 ? pause(waitMs, signal).then(() => step) : Promise.resolve(step)
    },
    async return() {
      ended = true
      return { value: undefined, done: true }
    },
  }
}
