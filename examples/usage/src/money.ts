import type { Totals } from '@aiu/usage'

/** Writes dollars so that columns line up, and the smallest of these amounts still shows two figures. */
export function dollars(amounts: readonly number[]): (amount: number) => string {
  const least = Math.min(...amounts.filter((amount) => amount > 0), 1)
  const digits = Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(least))))
  return (amount) => `$${amount.toFixed(digits)}`
}

/** A cost with its marks: `~` is partly estimated, `≥` lacks what has no price. What is not known at all is never 0, but `?`. */
export function costIn({ cost, unpriced, estimated }: Totals, show: (amount: number) => string): string {
  const amount = cost.USD
  if (amount === undefined) return unpriced ? '?' : ''
  if (!amount && !unpriced) return 'free'
  return `${unpriced ? '≥' : ''}${estimated ? '~' : ''}${show(amount)}`
}
