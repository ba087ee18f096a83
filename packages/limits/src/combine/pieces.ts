import type { CallOptions, StreamOperation } from '@aiu/core'
import type { AnyRequest, Way } from './way.ts'

type Step = IteratorResult<{ readonly type: string }>
type Events = AsyncIterator<{ readonly type: string }>

/**
 * An answer in pieces, of the member whose first content came first. From then on its own iterator is read, with nothing in between.
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
    /** What the winner has said already. */
    let head: Step[] = []
    const leave = (): void => {
      // Without waiting: a provider may be slow to let go, or fail at it.
      for (const events of opened) if (events !== winner) events.return?.().catch(() => {})
    }
    const begin = async (): Promise<Step> => {
      try {
        ;[winner, head] = await go({
          operation,
          request,
          async ask(at, options): Promise<[Events, Step[]]> {
            const events = (send(at, options) as { [Symbol.asyncIterator](): Events })[Symbol.asyncIterator]()
            opened.push(events)
            const said: Step[] = []
            for (;;) {
              const step = await events.next()
              said.push(step)
              // Usage may be told long before the answer begins; `start` comes with it.
              if (step.done || step.value.type !== 'usage') return [events, said]
            }
          },
        })
      } finally {
        leave()
      }
      return head.shift() as Step
    }
    return {
      next: () => (head[0] ? Promise.resolve(head.shift() as Step) : (winner?.next() ?? begin())),
      async return() {
        leave()
        return (await winner?.return?.()) ?? { value: undefined, done: true }
      },
    }
  },
})
