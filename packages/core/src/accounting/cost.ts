import type { Attempt } from '../words/attempt.ts'
import type { Operation } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { BaseTold } from '../words/response-base.ts'
import type { Price, Priced } from '../words/stores.ts'
import type { Cost, Usage } from '../words/usage.ts'

/** The endpoint and model of a use, and when it was. */
export type PricedUse = Pick<Attempt, 'provider' | 'baseURL' | 'scope' | 'model' | 'askedModel'> & {
  readonly operation: Operation
  /** Unix ms. */
  readonly at: number
}

const isAmount = (cost: Cost | undefined): boolean => !!cost && cost.amount >= 0 && cost.amount < Infinity

/**
 * What a use costs by `price`: by the model's name as the server reports it, else by the name that was asked for, because servers answer
 * with names that no table has. `undefined` when no price is known, or the price is not a number of at least 0.
 */
export function priceUsage(price: Price, usage: Usage, use: PricedUse): Cost | undefined {
  const { provider: name, baseURL, scope, model, askedModel, operation, at } = use
  const endpoint = { name, baseURL, scope, defaultModel: askedModel }
  const costOf = (model: string | undefined): Cost | undefined => {
    const cost = price(usage, { endpoint, model: model ?? '', operation, at })
    return isAmount(cost) ? cost : undefined
  }
  return costOf(model) ?? (askedModel && askedModel !== model ? costOf(askedModel) : undefined)
}

/** The cost that the vendor itself reported with an answer. */
export const vendorCostOf = ({ cost }: BaseTold): Cost | undefined =>
  cost?.source === 'provider' && isAmount(cost) ? cost : undefined

/** One that may answer a call, with the model that it would be asked for. */
export interface Candidate {
  readonly endpoint: Endpoint
  /** Empty where neither the caller nor the endpoint names one. */
  readonly model: string
}

/** All endpoints that may answer a call: the members of a provider made of providers. `model` is for the first; the others use their own. */
export function candidatesOf(endpoint: Endpoint, model: string | undefined): readonly Candidate[] {
  const { members, defaultModel = '' } = endpoint
  return members?.length
    ? members.flatMap((member, at) => candidatesOf(member, at ? undefined : model))
    : [{ endpoint, model: model ?? defaultModel }]
}

/**
 * What a request may cost at most, before it is sent: that of the dearest candidate. Some vendors write a question into their cache
 * unasked, for more than it costs to read it, so the dearer of both counts.
 *
 * @param usage The most that the request can use, by `estimateAtMost`.
 * @param explain The cost of a use; without a `cost` where it is not known, and then so is the whole.
 */
export function costAtMost<E extends { readonly cost?: Cost | undefined }>(
  usage: Usage,
  candidates: readonly Candidate[],
  { operation, at }: Pick<Priced, 'operation' | 'at'>,
  explain: (usage: Usage, of: Priced) => E,
): E {
  let most: E | undefined
  for (const candidate of candidates) {
    const of = { ...candidate, operation, at }
    const plain = explain(usage, of)
    if (!plain.cost) return plain
    const { inputTokens: cacheWriteTokens } = usage
    const all = cacheWriteTokens ? [plain, explain({ ...usage, cacheWriteTokens }, of)] : [plain]
    for (const one of all) if (!most || (one.cost?.amount ?? 0) > (most.cost?.amount ?? 0)) most = one
  }
  return most as E
}
