import {
  AiuError,
  type Attempt,
  type Cost,
  type Endpoint,
  type Operation,
  type Price,
  type Usage,
} from '@aiu/core'
import {
  BILLION,
  candidatesOf,
  costAtMost,
  priceUsage,
  toBillionths,
  totalTokensOf,
} from '@aiu/core/accounting'

/** What a budget counts in, as whole units: tokens, or billionths of a currency. */
export interface BudgetUnit {
  /** The budget's amount in units. */
  readonly amount: number
  /** Units in words, for people. */
  format(units: number): string
  /** The units of the most that a call may use, of the dearest member where there are several. `undefined`: one has no price. */
  atMost(
    usage: Usage,
    operation: Operation,
    endpoint: Endpoint,
    model: string | undefined,
  ): number | undefined
  /** The units that an attempt has used. `undefined`: not known. */
  spent(usage: Usage, attempt: Attempt): number | undefined
  /** The units of a cost that the vendor reported. `undefined`: they cannot be told from it. */
  reported(cost: Cost): number | undefined
}

/** Tokens, of questions and answers together. */
export const tokenUnit = (amount: number): BudgetUnit => ({
  amount: Math.floor(amount),
  format: (units) => `${units} tokens`,
  atMost: totalTokensOf,
  spent: totalTokensOf,
  reported: () => undefined,
})

/** Money, in billionths of a currency. */
export function moneyUnit(amount: number, currency: string, price: Price): BudgetUnit {
  const check = (cost: Cost | undefined): Cost | undefined => {
    if (cost && cost.currency !== currency)
      throw new AiuError('configuration', `A price is in ${cost.currency}, and the budget is in ${currency}.`)
    return cost
  }
  const unitsOf = (cost: Cost | undefined): number | undefined => cost && toBillionths(cost.amount)
  return {
    amount: Math.floor(amount * BILLION),
    format: (units) => `${(units / BILLION).toFixed(6).replace(/\.?0+$/, '')} ${currency}`,
    atMost: (usage, operation, endpoint, model) =>
      unitsOf(
        costAtMost(usage, candidatesOf(endpoint, model), { operation, at: Date.now() }, (use, of) => {
          const cost = check(price(use, of))
          // An amount that is none is no price.
          return { cost: unitsOf(cost) === undefined ? undefined : cost }
        }).cost,
      ),
    spent: (usage, attempt) =>
      unitsOf(check(priceUsage(price, usage, { ...attempt, at: attempt.startedAt }))),
    reported: (cost) => (cost.currency === currency ? unitsOf(cost) : undefined),
  }
}
