import type { Cached, ChatEvent } from '@aiu/core'
import type { Answer } from './entry/answer.ts'
import { eventsOf, type TimedEvent } from './entry/cuts.ts'
import { leftFor, pause } from './flight/or-leave.ts'

/** A kept answer as a stream: `start`, its pieces, `finish`. */
export function replayed(answer: Answer, cached: Cached): readonly TimedEvent[] {
  const { provider, model, id, warnings, finishReason, rawFinishReason, usage, cost } = answer
  const events = eventsOf(answer)
  return [
    {
      event: { type: 'start', model, id, cached, warnings: warnings.length ? warnings : undefined },
      atMs: 0,
    },
    ...events,
    {
      event: {
        type: 'finish',
        finishReason,
        rawFinishReason,
        usage,
        cost,
        cached,
        provider,
        model,
        attempts: [],
      },
      atMs: events.at(-1)?.atMs ?? 0,
    },
  ]
}

type Step = IteratorResult<ChatEvent, undefined>

/** Events one after another: at once, or at the times they came. */
export function playing(
  events: readonly TimedEvent[],
  recorded: boolean,
  signal: AbortSignal | undefined,
): AsyncIterator<ChatEvent, undefined> {
  let at = 0
  let nowMs = 0
  return {
    async next(): Promise<Step> {
      if (signal?.aborted) throw leftFor(signal)
      const timed = events[at]
      if (!timed) return { value: undefined, done: true }
      const waitMs = timed.atMs - nowMs
      nowMs = timed.atMs
      at++
      if (recorded && waitMs > 0) await pause(waitMs, signal)
      return { value: timed.event, done: false }
    },
    async return() {
      at = events.length
      return { value: undefined, done: true }
    },
  }
}
