import { AiuError, type Price, type Priced, type Usage } from '@aiu/core'
import { bill } from './bill.ts'
import { explainByTable, nothing } from './cost-of.ts'
import { type EstimateOf, estimate } from './estimate.ts'
import type { Explained } from './explained.ts'
import { checkModels, checkPrice } from './own/check-prices.ts'
import { matcher } from './own/matcher.ts'
import type { Models, OwnPrice } from './own/own-price.ts'
import { ownRates } from './own/own-rates.ts'

export interface PricesOptions {
  /** The first that fits a use counts, before the table does. */
  readonly own?: readonly OwnPrice[] | undefined
  /** What costs nothing: a provider's name or base URL, or models. It counts before everything else. */
  readonly free?: readonly (string | Models)[] | undefined
  /** Of own prices, and of what is free. ISO 4217. Default "USD", which the table is in. */
  readonly currency?: string | undefined
}

/** A price function that can say why. Give it to `budget`, to a usage tracker, to `route`. */
export interface Prices extends Price {
  /** The cost; or why there is none, in words. */
  explain(usage: Usage, of: Priced): Explained
  /** What a request may cost at most. */
  estimate(request: object, of: EstimateOf): Explained
}

/**
 * Prices of your own, and what is free, before the table of list prices.
 *
 * @example prices({ own: [{ provider: 'groq', perMillion: { input: 0.1, output: 0.5 }, from: '2026-11-01' }], free: ['my-server'] })
 * @throws AiuError `configuration`: a price that is negative, NaN or nothing, a date that is none, a field that is not known.
 */
export function prices(options: PricesOptions = {}): Prices {
  const { own = [], free = [], currency = 'USD' } = options
  if (!Array.isArray(own) || !Array.isArray(free))
    throw new AiuError('configuration', 'prices: own and free are lists.')
  if (!/^[A-Z]{3}$/.test(currency))
    throw new AiuError('configuration', `prices: currency is "${currency}", not a code such as USD.`)
  own.forEach((price, at) => {
    checkPrice(price, `own[${at}]`)
  })
  const gifts = (free as readonly (string | Models)[]).map((one, at) => {
    const models = typeof one === 'string' ? { provider: one } : one
    checkModels(models, `free[${at}]`)
    return matcher(models)
  })
  const ratesOf = ownRates(own, currency)

  const explain = (usage: Usage, of: Priced): Explained => {
    if (gifts.some((fits) => fits(of))) return { cost: nothing(currency) }
    const mine = ratesOf(usage, of)
    return mine ? bill(usage, mine, of.operation) : explainByTable(usage, of, currency)
  }
  const price = (usage: Usage, of: Priced) => explain(usage, of).cost
  return Object.assign(price, {
    explain,
    estimate: (request: object, of: EstimateOf) => estimate(request, of, explain),
  })
}
