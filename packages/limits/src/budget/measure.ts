import {
  AiuError,
  type Attempt,
  type Cost,
  type Endpoint,
  type Operation,
  type Price,
  type Usage,
} from '@aiu/core'
import { told, usedTokens } from '../tokens/used-tokens.ts'

/** What a budget counts in. Whole numbers. */
export interface Measure {
  /** The amount in those. */
  readonly units: number
  /** So many of them, in words. */
  worded(units: number): string
  /** What a call may cost at most, of the dearest member where there are several; `undefined` where one has no price. */
  atMost(
    usage: Usage,
    operation: Operation,
    endpoint: Endpoint,
    model: string | undefined,
  ): number | undefined
  /** What an attempt has cost; `undefined` where it is not known. */
  spent(attempt: Attempt): number | undefined
  /** What the vendor told. */
  told(cost: Cost | undefined): number | undefined
}

/** In tokens, of questions and answers together. */
export const tokenMeasure = (amount: number): Measure => ({
  units: Math.floor(amount),
  worded: (units) => `${units} tokens`,
  atMost: usedTokens,
  spent: ({ usage }) => usedTokens(usage),
  told: () => undefined,
})

/** Of a unit of money. */
const BILLION = 1e9

export function moneyMeasure(amount: number, currency: string, price: Price): Measure {
  const unitsOf = (cost: Cost | undefined): number | undefined => {
    if (!cost) return
    if (cost.currency !== currency)
      throw new AiuError('configuration', `A price is in ${cost.currency}, and the budget is in ${currency}.`)
    // Less than nothing is no price either: it would raise the budget.
    return Number.isFinite(cost.amount) && cost.amount >= 0
      ? Math.ceil(Math.max(0, cost.amount * BILLION - 1e-3))
      : undefined
  }
  const priced = (
    usage: Usage,
    operation: Operation,
    endpoint: Endpoint,
    model: string,
  ): number | undefined => unitsOf(price(usage, { endpoint, model, operation, at: Date.now() }))
  const atMost: Measure['atMost'] = (usage, operation, endpoint, model) => {
    const { members, defaultModel = '' } = endpoint
    if (!members) return priced(usage, operation, endpoint, model ?? defaultModel)
    const each = members.map((member, at) => atMost(usage, operation, member, at ? undefined : model))
    return each.includes(undefined) ? undefined : Math.max(...(each as number[]))
  }
  return {
    units: Math.floor(amount * BILLION),
    worded: (units) => `${(units / BILLION).toFixed(6).replace(/\.?0+$/, '')} ${currency}`,
    atMost,
    spent({ provider: name, baseURL, scope, model = '', askedModel = '', operation, usage }) {
      const units = told(usage?.audioSeconds ?? usage?.characters ?? usage?.images)
      if ((usedTokens(usage) ?? units) === undefined) return
      const endpoint = { name, baseURL, scope, defaultModel: askedModel }
      return (
        priced(usage as Usage, operation, endpoint, model) ??
        priced(usage as Usage, operation, endpoint, askedModel)
      )
    },
    told: (cost) => (cost?.currency === currency ? unitsOf(cost) : undefined),
  }
}
