import { quit } from '../call/quit.ts'
import { resumeStream } from './resume-stream.ts'
import type { Opening } from './wrap-stream.ts'

/** Streams that are read from before it is known which of them is handed on. */
export interface BegunStreams<E> {
  /**
   * Reads the first event, or up to the first that is enough. Resolves with the same stream, from its beginning; rejects with what it failed
   * with.
   */
  begin(events: AsyncIterable<E>, isEnough?: (event: E) => boolean): Promise<AsyncIterable<E>>
  /** Closes those that were begun, but the one that is handed on. */
  closeOthers(handedOn?: AsyncIterable<E>): void
}

/** For a layer that may ask again, or ask several: all are closed when the reader leaves, and none begins after that. */
export function beginStreams<E extends { readonly type: string }>({ signal }: Opening): BegunStreams<E> {
  const begun = new Map<AsyncIterator<E>, AsyncIterable<E> | undefined>()
  const closeOthers = (handedOn?: AsyncIterable<E>): void => {
    for (const [source, events] of begun) if (!events || events !== handedOn) void quit(source)
  }
  signal.addEventListener('abort', () => closeOthers())
  return {
    async begin(events, isEnough) {
      signal.throwIfAborted()
      const source = events[Symbol.asyncIterator]()
      begun.set(source, undefined)
      const head: IteratorResult<E>[] = []
      for (;;) {
        const step = await source.next()
        head.push(step)
        if (!step.done && isEnough?.(step.value) === false) continue
        const resumed = resumeStream(source, head)
        begun.set(source, resumed)
        return resumed
      }
    },
    closeOthers,
  }
}
