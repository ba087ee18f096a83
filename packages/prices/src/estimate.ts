import type { Endpoint, Operation, Priced, Usage } from '@aiu/core'
import { candidatesOf, costAtMost, estimateAtMost } from '@aiu/core/accounting'
import type { Explained } from './explained.ts'

/** What a request is asked of. */
export interface EstimateOf {
  /** Its provider. Of several in one, the dearest counts. */
  readonly endpoint: Endpoint
  /** Default "chat". */
  readonly operation?: Operation | undefined
  /** Taken for the answer where the request has no `maxTokens`. Default 4,096. */
  readonly assumedTokens?: number | undefined
  /** Unix ms. Default now. */
  readonly at?: number | undefined
}

/** What a request may cost at most, as `budget` of @aiu/limits reserves it. */
export function estimate(
  request: object,
  { endpoint, operation = 'chat', assumedTokens = 4_096, at = Date.now() }: EstimateOf,
  explain: (usage: Usage, of: Priced) => Explained,
): Explained {
  const { model } = request as { readonly model?: unknown }
  const candidates = candidatesOf(endpoint, typeof model === 'string' ? model : undefined)
  return costAtMost(estimateAtMost(operation, request, assumedTokens), candidates, { operation, at }, explain)
}
