import { type Layer, tap } from '@aiu/core'
import type { UsageTracker } from './tracker.ts'

/**
 * Tells a tracker of every request that goes upstream, whatever its end, and of every answer out of a cache; and puts `cost` on answers,
 * where the tracker knows prices.
 *
 * @example const ai = createClient(groq({ model }), usage(createUsageTracker({ price: costOf })))
 */
export const usage = (tracker: Pick<UsageTracker, 'begin'>): Layer => ({
  name: 'usage',
  order: 20,
  call(operation, request, next, endpoint) {
    const { request: asked, answered, ended } = tracker.begin(operation, request, endpoint)
    return next(asked).then(answered, (cause) => {
      ended(cause)
      throw cause
    })
  },
  iterate(operation, request, next, endpoint) {
    const { request: asked, event: map, ended: end } = tracker.begin(operation, request, endpoint)
    return tap(next(asked), { map, end })
  },
})
