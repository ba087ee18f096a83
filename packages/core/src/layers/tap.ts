import { quit } from '../call/quit.ts'
import { AiuError } from '../errors/aiu-error.ts'

/** What to do as events pass by. What `event` throws ends the stream. */
export interface Taps<E> {
  event?(event: E): void
  /** What goes on in the event's place, to those further out too. Asked before `event`. */
  map?(event: E): E
  /** Once: without an error after `finish`, with it when the stream failed, with `aborted` when the reader left. */
  end?(error?: unknown): void
}

const TAPPED = '~tapped'
interface Tapped<E> extends AsyncIterable<E> {
  readonly [TAPPED]?: { readonly source: AsyncIterable<E>; readonly all: readonly Taps<E>[] }
}

/**
 * The same events, looked at as they pass. One promise for each event, where a generator makes three; and taps around taps share one
 * ring, so that more of them cost no more promises. The innermost looks first.
 */
export function tap<E extends { readonly type: string }>(
  events: AsyncIterable<E>,
  taps: Taps<E>,
): AsyncIterable<E> {
  const inner = (events as Tapped<E>)[TAPPED]
  const source = inner?.source ?? events
  const all = [...(inner?.all ?? []), taps]
  const tapped: Tapped<E> = {
    [TAPPED]: { source, all },
    [Symbol.asyncIterator]() {
      let ended = false
      const close = (error?: unknown): void => {
        if (ended) return
        ended = true
        for (const one of all) one.end?.(error)
      }
      const fail = (cause: unknown): never => {
        close(cause)
        throw cause
      }
      let iterator: AsyncIterator<E>
      try {
        iterator = source[Symbol.asyncIterator]()
      } catch (cause) {
        return fail(cause)
      }
      const take = (step: IteratorResult<E>): IteratorResult<E> => {
        try {
          if (!step.done)
            for (const one of all) {
              if (one.map) step = { value: one.map(step.value), done: false }
              one.event?.(step.value)
            }
        } catch (cause) {
          void quit(iterator)
          fail(cause)
        }
        // Nobody reads on after `finish`, so the stream's own end may never be seen.
        if (step.done || step.value.type === 'finish') close()
        return step
      }
      return {
        next: () => iterator.next().then(take, fail),
        return: async () => {
          close(new AiuError('aborted', 'The reader left.'))
          return (await iterator.return?.()) ?? { value: undefined, done: true }
        },
      }
    },
  }
  return tapped
}
