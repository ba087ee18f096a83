import type { CallOptions, StreamOperation } from '@aiu/core'
import { beginStreams, wrapStream } from '@aiu/core/layer-kit'
import type { AnyRequest, Way } from './way.ts'

type Events = AsyncIterable<{ readonly type: string }>

/** A stream of the member whose first content came first. From then on its own iterator is read, with nothing in between. */
export const combineStreams = (
  operation: StreamOperation,
  request: AnyRequest,
  send: (at: number, options?: CallOptions) => unknown,
  go: Way,
): AsyncIterable<unknown> =>
  wrapStream({
    async open(opening) {
      const { begin, closeOthers } = beginStreams(opening)
      let winner: Events | undefined
      try {
        winner = await go({
          operation,
          request,
          // Usage may be told long before the answer begins; `start` comes with it.
          ask: async (at, options) => begin(send(at, options) as Events, ({ type }) => type !== 'usage'),
        })
        return winner
      } finally {
        closeOthers(winner)
      }
    },
  })
