import type { Usage } from '../words/usage.ts'

/** A finite figure of at least 0; `undefined` for anything else, since a server that reports less than nothing would lift a limit. */
export const validCount = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && value < Infinity ? value : undefined

/**
 * All tokens of a usage, input and output together; `undefined` when no count is known. The vendor's own total wins, because some
 * vendors leave reasoning out of the output.
 */
export function totalTokensOf(usage: Usage | undefined): number | undefined {
  const input = validCount(usage?.inputTokens)
  const output = validCount(usage?.outputTokens)
  return validCount(usage?.totalTokens) ?? (input === undefined ? output : input + (output ?? 0))
}
