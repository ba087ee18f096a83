import type { Cost } from '../words/usage.ts'

/** Money is counted in whole billionths of a currency unit, so that sums are exact. */
export const BILLION = 1_000_000_000

/**
 * An amount in whole billionths. A fraction is rounded up, so that what is reserved is never too little; the noise of a product of
 * decimals is not. `undefined` when the amount is no number of at least 0.
 */
export const toBillionths = (amount: number): number | undefined =>
  amount >= 0 && amount < Infinity ? Math.ceil(Math.max(0, amount * BILLION - 1e-3)) : undefined

/**
 * The sum of several costs, in whole billionths. `undefined` when one of them is unknown or they are in different currencies: a part
 * of a cost is not the cost.
 */
export function sumCosts(costs: readonly (Cost | undefined)[]): Cost | undefined {
  let [sum] = costs
  for (let at = 1; at < costs.length; at++) {
    const cost = costs[at]
    if (!sum || cost?.currency !== sum.currency) return
    const amount = Math.round((sum.amount + cost.amount) * BILLION) / BILLION
    sum = { ...cost, amount, lines: [...sum.lines, ...cost.lines] }
  }
  return sum
}
