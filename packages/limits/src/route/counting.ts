import type { Layer } from '@aiu/core'
import type { Rank } from './rank.ts'

/**
 * How many calls each member has under way, streams until their end. A layer of its own, not `observe`: it weighs a third, and nobody
 * needs what an observer is told.
 */
export function counting(): { readonly rank: Rank; layer(at: number): Layer } {
  const busy: number[] = []
  /** One more, until what it gives back is called. */
  const begin = (at: number): (() => void) => {
    busy[at] = (busy[at] ?? 0) + 1
    let ended: boolean
    return () => {
      if (!ended) busy[at] = (busy[at] as number) - 1
      ended = true
    }
  }
  return {
    rank: () => (at) => busy[at] ?? 0,
    layer: (at) => ({
      name: 'counting',
      call: (_operation, request, next) => next(request).finally(begin(at)),
      iterate: (_operation, request, next) => ({
        [Symbol.asyncIterator]() {
          const events = next(request)[Symbol.asyncIterator]()
          const end = begin(at)
          return {
            next: () =>
              events.next().then(
                (step) => {
                  // Nobody reads on after `finish`.
                  if (step.done || step.value.type === 'finish') end()
                  return step
                },
                (cause) => {
                  end()
                  throw cause
                },
              ),
            async return() {
              end()
              return (await events.return?.()) ?? { value: undefined, done: true }
            },
          }
        },
      }),
    }),
  }
}
