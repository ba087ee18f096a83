import type { Usage } from '@aiu/core'

/** Tokens in all; `undefined` where nobody told any. The vendor's own sum wins, since some leave reasoning out of the output. */
export function usedTokens(usage: Usage | undefined): number | undefined {
  const { inputTokens, outputTokens, totalTokens } = usage ?? {}
  if (totalTokens !== undefined) return totalTokens
  return inputTokens === undefined && outputTokens === undefined
    ? undefined
    : (inputTokens ?? 0) + (outputTokens ?? 0)
}
