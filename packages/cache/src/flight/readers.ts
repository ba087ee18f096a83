import type { Cached, ChatEvent, ChatResponse } from '@aiu/core'
import { type Answer, answerOf, responseOf } from '../entry/answer.ts'
import { putTogether } from '../put-together.ts'
import type { Flight } from './flight.ts'

/** A whole answer as it came, for who asked for it, and as it is kept, for all others. */
export interface Whole {
  readonly response: ChatResponse
  readonly answer: Answer
}

/** A call under way: for its events, or for its whole answer. */
export type Shared =
  | { readonly kind: 'live'; readonly flight: Flight<ChatEvent> }
  | { readonly kind: 'whole'; readonly flight: Flight<Whole> }

/** The answer of a call under way. */
export async function answerIn(shared: Shared, signal: AbortSignal | undefined): Promise<Whole> {
  if (shared.kind === 'whole') return shared.flight.first(signal)
  const events: ChatEvent[] = []
  for await (const event of shared.flight.read(signal)) {
    events.push(event)
    if (event.type === 'finish') break
  }
  const response = putTogether(events)
  return { response, answer: answerOf(response) }
}

/** The whole answer of a call under way; `cached`, and told as `saved`, for who did not pay for it. */
export async function wholeOf(
  shared: Shared,
  cached: Cached | undefined,
  signal: AbortSignal | undefined,
  saved: (answer: Answer) => void,
): Promise<ChatResponse> {
  const { response, answer } = await (shared.kind === 'whole'
    ? shared.flight.first(signal)
    : answerIn(shared, signal))
  if (!cached) return response
  saved(answer)
  return responseOf(answer, cached)
}

/** Another's events, as one gets them who did not pay for them. */
export function asShared(
  events: AsyncIterator<ChatEvent, undefined>,
  cached: Cached,
  finished: (event: ChatEvent & { readonly type: 'finish' }) => void,
): AsyncIterator<ChatEvent, undefined> {
  const own = (step: IteratorResult<ChatEvent, undefined>): IteratorResult<ChatEvent, undefined> => {
    if (step.done) return step
    const { value } = step
    if (value.type === 'start') return { value: { ...value, cached }, done: false }
    if (value.type !== 'finish') return step
    finished(value)
    return { value: { ...value, cached, attempts: [] }, done: false }
  }
  return {
    next: () => events.next().then(own),
    return: async () => (await events.return?.()) ?? { value: undefined, done: true },
  }
}

/** Reads to the end for nobody: what comes is for the store. */
export async function drain({ flight }: Shared): Promise<void> {
  const reader = (flight as Flight<unknown>).read(undefined)
  while (!(await reader.next()).done);
}
