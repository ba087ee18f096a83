import type { Usage } from '@aiu/core'

/** What cannot be a count is none that was told: a server that says less than nothing would lift a limit. */
export const told = (count: number | undefined): number | undefined =>
  Number.isFinite(count) && (count as number) >= 0 ? count : undefined

/** Tokens in all; `undefined` where nobody told any. The vendor's own sum wins, since some leave reasoning out of the output. */
export function usedTokens(usage: Usage | undefined): number | undefined {
  const input = told(usage?.inputTokens)
  const output = told(usage?.outputTokens)
  return told(usage?.totalTokens) ?? (input === undefined ? output : input + (output ?? 0))
}
