import { AiuError, type BaseTold } from '@aiu/core'
import { ended } from './ended.ts'
import { after, type Maybe } from './maybe.ts'

/** One call that had to be let through. */
export interface Passage<T> {
  send(): T
  /** What its answer, or each event of it, tells. */
  event(told: BaseTold): void
  /** Once, after what it told. */
  end(error?: unknown): void
}

/** A call that ends with one answer, once it is let through. */
export function pass<R extends BaseTold>(begin: () => Maybe<Passage<Promise<R>>>): Promise<R> {
  try {
    return after(begin(), ({ send, event, end }) => ended(send, end, event)) as Promise<R>
  } catch (error) {
    return Promise.reject(error)
  }
}

type Event = BaseTold & { readonly type: string }

/** A stream, once it is let through; it asks to be at the first read. `quit` ends the wait of one who leaves. */
export function passEach<E extends Event>(
  begin: () => Maybe<Passage<AsyncIterable<E>>>,
  quit?: () => void,
): AsyncIterable<E> {
  let own: Passage<AsyncIterable<E>> | undefined
  let events: AsyncIterator<E> | undefined
  let left = false
  const end = (error?: unknown): void => {
    own?.end(error)
    own = undefined
  }
  const take = (step: IteratorResult<E>): IteratorResult<E> => {
    if (!step.done) own?.event(step.value)
    // Nobody reads on after `finish`, so the stream's own end may never be seen.
    if (step.done || step.value.type === 'finish') end()
    return step
  }
  const fail = (error: unknown): never => {
    end(error)
    throw error
  }
  const open = async (): Promise<IteratorResult<E>> => {
    const begun = begin()
    own = begun instanceof Promise ? await begun : begun
    // Before anything was sent.
    if (left) throw new AiuError('limit', 'The reader left.')
    events = own.send()[Symbol.asyncIterator]()
    return events.next()
  }
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => (events ? events.next() : open()).then(take, fail),
      async return() {
        left = true
        quit?.()
        try {
          await events?.return?.()
        } finally {
          // Its attempt has been told by now.
          if (events) end(new AiuError('aborted', 'The reader left.'))
        }
        return { value: undefined, done: true }
      },
    }),
  }
}
