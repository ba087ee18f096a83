import type { Endpoint } from '@aiu/core'
import { must } from '../combine/check.ts'
import { estimateUnits } from '../tokens/estimate-units.ts'
import { estimateUsage } from '../tokens/estimate-usage.ts'
import type { Rank } from './rank.ts'
import type { RouteOptions } from './route.ts'

/** Assumed of an answer whose `maxTokens` is not told. */
const OUTPUT_TOKENS = 1_000

/** By what the call may cost. Who has no known price comes last. */
export function costing(members: readonly Endpoint[], { price }: RouteOptions): Rank {
  must(typeof price === 'function', 'route needs a price for the strategy "cheapest".')
  return ({ operation, request }) => {
    const usage = {
      ...estimateUsage(request, (text) => text.length / 4, OUTPUT_TOKENS),
      ...estimateUnits(request),
    }
    const costOf = (endpoint: Endpoint, model = endpoint.defaultModel ?? ''): number => {
      const { members } = endpoint
      // Nobody knows which of them will answer.
      if (members) return Math.max(...members.map((member, at) => costOf(member, at ? undefined : model)))
      return price?.(usage, { endpoint, model, operation, at: Date.now() })?.amount ?? Infinity
    }
    return (at) => costOf(members[at] as Endpoint, at ? undefined : request.model)
  }
}
