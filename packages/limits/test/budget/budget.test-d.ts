import { createClient, type Layer, type Price, type Provider } from '@aiu/core'
import { expectTypeOf, test } from 'vitest'
import { type BudgetOptions, budget, rateLimit, type TokenBudget } from '../../src/index.ts'

declare const provider: Provider
declare const price: Price

test('a budget of money has a price, one of tokens has none', () => {
  expectTypeOf(budget({ amount: 5, currency: 'USD', per: 'day', price })).toEqualTypeOf<Layer>()
  expectTypeOf(budget({ amount: 5_000, currency: 'tokens', per: 'run' })).toEqualTypeOf<Layer>()
  const tokens: TokenBudget = { amount: 5_000, currency: 'tokens', per: 'run' }
  const either: BudgetOptions = { amount: 5_000, currency: 'tokens', per: 'month' }
  budget(tokens)
  budget(either)
  // @ts-expect-error: money without a price
  budget({ amount: 5, currency: 'USD', per: 'day' })
  // @ts-expect-error: a stretch that it does not know
  budget({ amount: 5, currency: 'USD', per: 'year', price })
  // @ts-expect-error: the function is no layer; it must be called
  createClient(provider, budget)
})

test('a rate limit', () => {
  expectTypeOf(rateLimit({ requests: 5, perMs: 1_000, refuse: true })).toEqualTypeOf<Layer>()
  // @ts-expect-error: it needs to be told what to limit
  rateLimit()
  // @ts-expect-error: the function is no layer; it must be called
  createClient(provider, rateLimit)
})
