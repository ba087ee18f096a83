import type { Layer } from '@aiu/core'
import { wrapCall, wrapStream } from '@aiu/core/layer-kit'
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
      call: (_operation, request, next) => wrapCall({ send: () => next(request), onEnd: begin(at) }),
      iterate(_operation, request, next) {
        let end: (() => void) | undefined
        return wrapStream({
          open() {
            end = begin(at)
            return next(request)
          },
          onEnd: () => end?.(),
        })
      },
    }),
  }
}
