import type { Cached, ChatEvent } from '@aiu/core'
import { type Answer, eventsOf, type TimedEvent } from './entry/answer.ts'
import { pause } from './flight/or-leave.ts'

/** A kept answer as a stream: `start`, its pieces, `finish`. */
export function replayed(answer: Answer, cached: Cached): readonly TimedEvent[] {
  const { provider, model, id, warnings, finishReason, rawFinishReason, usage, cost } = answer
  const events = eventsOf(answer)
  const last = events.at(-1)?.atMs ?? 0
  return [
    { event: { type: 'start', provider, model, id, cached, warnings }, atMs: 0 },
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
      atMs: last,
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
  const step = (): Step => {
    const timed = events[at++]
    return timed ? { value: timed.event, done: false } : { value: undefined, done: true }
  }
  const waited = async (ms: number): Promise<Step> => {
    await pause(ms, signal)
    return step()
  }
  return {
    next() {
      const { atMs = nowMs } = events[at] ?? {}
      const waitMs = atMs - nowMs
      nowMs = atMs
      return recorded && waitMs > 0 ? waited(waitMs) : Promise.resolve(step())
    },
    async return() {
      at = events.length
      return { value: undefined, done: true }
    },
  }
}
