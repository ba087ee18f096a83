import type { Cost, Price, Priced, Usage } from '@aiu/core'
import { bill } from './bill.ts'
import { type EstimateOf, estimate } from './estimate.ts'
import type { Explained } from './explained.ts'
import { tableRates } from './table/table-rates.ts'
import { vendorOf } from './table/vendor-of.ts'

/** What nobody bills. */
export const nothing = (currency: string): Cost => ({ amount: 0, currency, source: 'free', lines: [] })

/** By the table of list prices, in USD; what is free is in the currency given. */
export function explainByTable(usage: Usage, of: Priced, currency: string): Explained {
  const vendor = vendorOf(of.endpoint, of.model)
  if (vendor.why !== undefined) return { why: vendor.why }
  if (vendor.free) return { cost: nothing(currency) }
  const { rates, why } = tableRates(usage, vendor.id, of)
  return rates ? bill(usage, rates, of.operation) : { why }
}

/** What a use costs by the table of list prices; or why that is not known, in words. */
export const explainCost = (usage: Usage, of: Priced): Explained => explainByTable(usage, of, 'USD')

/**
 * What a use costs by the table of list prices, at the time of the use; `undefined` where that is not known: `explainCost` says why.
 * A model in this process costs nothing, and so does one that a server of models runs on this machine.
 */
export const costOf: Price = (usage, of) => explainCost(usage, of).cost

/**
 * What a request may cost at most by the table of list prices, before it is sent. A token for each byte of the question, and `maxTokens`
 * for the answer; 2,000 for an image, a sound or a file. What only the answer tells makes it unknown.
 *
 * @example estimateCost({ messages: [{ role: 'user', content: question }], maxTokens: 500 }, { endpoint: provider })
 */
export const estimateCost = (request: object, of: EstimateOf): Explained => estimate(request, of, explainCost)
