import { AiuError } from '../errors/aiu-error.ts'

/** What to do as events pass by. */
export interface Taps<E> {
  event?(event: E): void
  /** Once: without an error after `finish`, with it when the stream failed, with `aborted` when the reader left. */
  end?(error?: unknown): void
}

/** The same events, looked at as they pass: one promise for each, where a generator makes three. */
export function tap<E extends { readonly type: string }>(
  events: AsyncIterable<E>,
  { event, end }: Taps<E>,
): AsyncIterable<E> {
  const iterator = events[Symbol.asyncIterator]()
  let ended = false
  const close = (error?: unknown): void => {
    if (!ended) end?.(error)
    ended = true
  }
  const take = (step: IteratorResult<E>): IteratorResult<E> => {
    if (!step.done) event?.(step.value)
    // Nobody reads on after `finish`, so the stream's own end may never be seen.
    if (step.done || step.value.type === 'finish') close()
    return step
  }
  const fail = (cause: unknown): never => {
    close(cause)
    throw cause
  }
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => iterator.next().then(take, fail),
      return: async () => {
        close(new AiuError('aborted', 'The reader left.'))
        return (await iterator.return?.()) ?? { value: undefined, done: true }
      },
    }),
  }
}
