import type { Cost, Usage } from '@aiu/core'
import type { WireUsage } from './wire-types.ts'

/** The usage a server told; `undefined` when it told none. */
export const usageOf = (wire: WireUsage | null | undefined): Usage | undefined =>
  wire && Number(wire.prompt_tokens) >= 0
    ? {
        inputTokens: wire.prompt_tokens ?? undefined,
        outputTokens: wire.completion_tokens ?? undefined,
        totalTokens: wire.total_tokens ?? undefined,
        cachedInputTokens:
          wire.prompt_tokens_details?.cached_tokens ?? wire.prompt_cache_hit_tokens ?? undefined,
        reasoningTokens:
          wire.completion_tokens_details?.reasoning_tokens ?? wire.reasoning_tokens ?? undefined,
        source: 'provider',
      }
    : undefined

/** The cost a server told itself. */
export const costOf = (wire: WireUsage | null | undefined): Cost | undefined =>
  typeof wire?.cost === 'number'
    ? { amount: wire.cost, currency: 'USD', source: 'provider', lines: [] }
    : undefined
