import type { Cost } from '@aiu/core'

/**
 * Costs put together; `undefined` when one of them is not known, or they are in several currencies: a part of a cost is not the cost. In whole
 * billionths.
 */
export function sumCosts(costs: readonly (Cost | undefined)[]): Cost | undefined {
  let [sum] = costs
  for (let at = 1; at < costs.length; at++) {
    const cost = costs[at]
    if (!sum || cost?.currency !== sum.currency) return
    const amount = Math.round((sum.amount + cost.amount) * 1e9) / 1e9
    sum = { ...cost, amount, lines: [...sum.lines, ...cost.lines] }
  }
  return sum
}

/** What an answer out of a cache costs, in the currency that it would have cost. */
export const nothing = ({ currency, source, priceDate }: Cost): Cost => ({
  amount: 0,
  currency,
  source,
  priceDate,
  lines: [],
})
