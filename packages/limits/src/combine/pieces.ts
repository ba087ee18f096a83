import type { CallOptions, StreamOperation } from '@aiu/core'
import type { AnyRequest, Way } from './way.ts'

type Events = AsyncIterator<unknown>

/** Closes events that nobody reads any more, without waiting. */
const quit = async (events: Events): Promise<void> => {
  try {
    await events.return?.()
  } catch {}
}

/**
 * An answer in pieces, of the member whose first piece came first. From then on its own iterator is read, with nothing in between.
 */
export const pieces = (
  operation: StreamOperation,
  request: AnyRequest,
  send: (at: number, options?: CallOptions) => unknown,
  go: Way,
): AsyncIterable<unknown> => ({
  [Symbol.asyncIterator]() {
    const opened: Events[] = []
    let winner: Events | undefined
    const leave = (): void => {
      for (const events of opened) if (events !== winner) void quit(events)
    }
    const begin = async (): Promise<IteratorResult<unknown>> => {
      try {
        const [step, events] = await go({
          operation,
          request,
          async ask(at, options) {
            const events = (send(at, options) as AsyncIterable<unknown>)[Symbol.asyncIterator]()
            opened.push(events)
            return [await events.next(), events] as const
          },
        })
        winner = events
        return step
      } finally {
        leave()
      }
    }
    return {
      next: () => winner?.next() ?? begin(),
      async return() {
        leave()
        return (await winner?.return?.()) ?? { value: undefined, done: true }
      },
    }
  },
})
