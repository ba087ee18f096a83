import type { Cached, ChatEvent, ChatResponse } from '@aiu/core'
import { putTogether } from '../put-together.ts'
import type { Flight } from './flight.ts'

/** A call under way: for its events, or for its whole answer. */
export type Shared =
  | { readonly kind: 'live'; readonly flight: Flight<ChatEvent> }
  | { readonly kind: 'whole'; readonly flight: Flight<ChatResponse> }

/** The whole answer of a call under way. */
export async function wholeOf(shared: Shared, signal: AbortSignal | undefined): Promise<ChatResponse> {
  if (shared.kind === 'whole') {
    const { value } = await shared.flight.read(signal).next()
    return value as ChatResponse
  }
  const events: ChatEvent[] = []
  for await (const event of shared.flight.read(signal)) {
    events.push(event)
    if (event.type === 'finish') break
  }
  return putTogether(events).response
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

/** An iterable whose iterator takes a while to be had. */
export const opening = <T>(open: () => Promise<AsyncIterator<T, undefined>>): AsyncIterable<T> => ({
  [Symbol.asyncIterator]() {
    let inner: AsyncIterator<T, undefined> | undefined
    let left = false
    const begin = async (): Promise<IteratorResult<T, undefined>> => {
      const opened = await open()
      if (left) await opened.return?.()
      inner = opened
      return opened.next()
    }
    return {
      next: () => inner?.next() ?? begin(),
      async return() {
        left = true
        await inner?.return?.()
        return { value: undefined, done: true }
      },
    }
  },
})

/** Reads to the end for nobody: what comes is for the store. */
export async function drain({ flight }: Shared): Promise<void> {
  for await (const _ of flight.read(undefined));
}
