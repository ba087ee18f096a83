import type { Cost, Operation, Priced, Usage } from '@aiu/core'

/** Noon of 2026-11-20. */
export const AT = Date.UTC(2026, 10, 20, 12)

/** A use: told by the provider, of a chat, at noon. */
export const use = (
  name: string,
  model: string,
  figures: Omit<Usage, 'source'>,
  { operation = 'chat', at = AT, baseURL }: { operation?: Operation; at?: number; baseURL?: string } = {},
): [Usage, Priced] => [
  { ...figures, source: 'provider' },
  { endpoint: { name, baseURL }, model, operation, at },
]

/** In whole billionths, in which sums are exact. */
export const billionths = (amount: number): number => Math.round(amount * 1e9)

/** The sum of the lines is the amount, to the billionth. */
export const adds = ({ amount, lines }: Cost): boolean =>
  lines.reduce((sum, line) => sum + billionths(line.amount), 0) === billionths(amount)
