import type { UsageFigure } from '../words/stores.ts'
import type { Usage } from '../words/usage.ts'

/** A count or an amount that a server sent, as a number or as its digits; `undefined` for anything else. */
export const readNumber = (value: unknown): number | undefined =>
  typeof value !== 'object' && /^\d/.test(`${value}`) && +(value as string) < Infinity
    ? +(value as string)
    : undefined

/**
 * What a server's figures add to the usage it told before. A figure that is not a count changes nothing; `undefined` while there is no
 * figure at all.
 */
export function toUsage(
  figures: { readonly [F in UsageFigure]?: unknown },
  before?: Usage,
): Usage | undefined {
  let usage = before
  for (const name in figures) {
    const count = readNumber(figures[name as UsageFigure])
    if (count !== undefined) usage = { ...usage, [name]: count, source: 'provider' }
  }
  return usage
}
