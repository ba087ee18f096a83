import type { Cost, Usage } from '@aiu/core'
import type { WireUsage } from './wire-types.ts'

const count = (told: unknown): number | undefined => (typeof told === 'number' ? told : undefined)

/** The usage a server told; `undefined` when it told none. */
export const usageOf = (wire: WireUsage | null | undefined): Usage | undefined =>
  count(wire?.prompt_tokens) === undefined
    ? undefined
    : {
        inputTokens: count(wire?.prompt_tokens),
        outputTokens: count(wire?.completion_tokens),
        totalTokens: count(wire?.total_tokens),
        cachedInputTokens: count(wire?.prompt_tokens_details?.cached_tokens ?? wire?.prompt_cache_hit_tokens),
        reasoningTokens: count(wire?.completion_tokens_details?.reasoning_tokens ?? wire?.reasoning_tokens),
        source: 'provider',
      }

/** The cost a server told itself. */
export const costOf = (wire: WireUsage | null | undefined): Cost | undefined => {
  const amount = count(wire?.cost)
  return amount === undefined ? undefined : { amount, currency: 'USD', source: 'provider', lines: [] }
}
