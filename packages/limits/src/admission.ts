import type { BaseTold } from '@aiu/core'
import { type Awaitable, mapAwaitable, type Opening, wrapCall, wrapStream } from '@aiu/core/layer-kit'

/** The right of one call to be sent. */
export interface Admission<T> {
  send(): T
  /** What its answer, or each event of it, tells. */
  event(told: BaseTold): void
  /** Once, after what it told; also where it was never sent. */
  end(error?: unknown): void
}

/** A call that ends with one answer, sent once it is admitted. */
export function admitCall<R extends BaseTold>(begin: () => Awaitable<Admission<Promise<R>>>): Promise<R> {
  try {
    return mapAwaitable(begin(), ({ send, event, end }) =>
      wrapCall({ send, onAnswer: event, onEnd: end }),
    ) as Promise<R>
  } catch (error) {
    return Promise.reject(error)
  }
}

type Event = BaseTold & { readonly type: string }

/** A stream, sent once it is admitted; it asks to be at the first read. */
export function admitStream<E extends Event>(
  begin: (opening: Opening) => Awaitable<Admission<AsyncIterable<E>>>,
): AsyncIterable<E> {
  let admission: Admission<AsyncIterable<E>> | undefined
  const send = (given: Admission<AsyncIterable<E>>): AsyncIterable<E> => {
    admission = given
    return given.send()
  }
  return wrapStream<E>({
    open(opening) {
      const given = begin(opening)
      if (!(given instanceof Promise)) return send(given)
      return given.then((late) => {
        const { signal } = opening
        if (signal.aborted) late.end(signal.reason)
        signal.throwIfAborted()
        return send(late)
      })
    },
    onEvent: (event) => admission?.event(event),
    onEnd: (error) => admission?.end(error),
  })
}
