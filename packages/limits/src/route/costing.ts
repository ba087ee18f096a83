import type { Endpoint } from '@aiu/core'
import { candidatesOf, estimateLikely } from '@aiu/core/accounting'
import { must } from '../combine/check.ts'
import type { Rank } from './rank.ts'
import type { RouteOptions } from './route.ts'

/** Assumed for the answer to a request that has no `maxTokens`. */
const OUTPUT_TOKENS = 1_000

/** By what the call will probably cost. Who has no known price comes last. */
export function costing(members: readonly Endpoint[], { price }: RouteOptions): Rank {
  must(typeof price === 'function', 'route needs a price for the strategy "cheapest".')
  return ({ operation, request }) => {
    const usage = estimateLikely(operation, request, OUTPUT_TOKENS)
    const at = Date.now()
    // Nobody knows which member of a member will answer, so the dearest counts.
    return (place) =>
      Math.max(
        ...candidatesOf(members[place] as Endpoint, place ? undefined : request.model).map(
          (candidate) => price?.(usage, { ...candidate, operation, at })?.amount ?? Infinity,
        ),
      )
  }
}
