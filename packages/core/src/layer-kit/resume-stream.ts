import { RING, type Source, type StreamEvent } from './ring-source.ts'

/** A stream that has been read from: the steps that it gave, and then the rest, with nothing in between. */
export function resumeStream<E extends StreamEvent>(
  rest: AsyncIterator<E>,
  read: readonly IteratorResult<E>[] = [],
): AsyncIterableIterator<E> {
  const steps = [...read]
  const resumed: AsyncIterableIterator<E> & Source<E> = {
    [Symbol.asyncIterator]: () => resumed,
    next: () => (steps[0] ? Promise.resolve(steps.shift() as IteratorResult<E>) : rest.next()),
    async return() {
      steps.length = 0
      await rest.return?.()
      return { value: undefined, done: true }
    },
    [RING]: () => (steps[0] ? undefined : { hooks: [], source: rest }),
  }
  return resumed
}
