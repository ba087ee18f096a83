import type { Priced, Usage } from '@aiu/core'
import type { Rates, TokenKind } from '../rates.ts'
import { matcher, wildcard } from './matcher.ts'
import type { OwnPrice } from './own-price.ts'

/** The app's own rates for a use; `undefined` where it has none. */
export type OwnRates = (usage: Usage, of: Priced) => Rates | undefined

/** The first price that is for the model, the tier and the time. */
export function ownRates(prices: readonly OwnPrice[], currency: string): OwnRates {
  const all = prices.map((price) => {
    const { tier = '*', from, until, perMinute } = price
    const perMillion: { [K in TokenKind]?: number } = {}
    for (const [kind, amount] of Object.entries(price.perMillion ?? {}))
      if (amount !== undefined) perMillion[kind as TokenKind] = amount
    return {
      fits: matcher(price),
      isTier: wildcard(tier),
      from: from ? Date.parse(from) : Number.NEGATIVE_INFINITY,
      until: until ? Date.parse(until) : Number.POSITIVE_INFINITY,
      rates: {
        source: price.source ?? 'own',
        currency,
        date: from,
        perMillion,
        perRequest: price.perRequest,
        perHour: perMinute === undefined ? undefined : perMinute * 60,
        leastSeconds: price.leastSeconds,
        perMillionCharacters: price.perMillionCharacters,
        perImage: price.perImage,
        factor: 1,
      },
    }
  })
  return ({ serviceTier = 'standard' }, of) =>
    all.find(
      ({ fits, isTier, from, until }) => of.at >= from && of.at < until && isTier(serviceTier) && fits(of),
    )?.rates
}
