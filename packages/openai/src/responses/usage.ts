import type { Usage } from '@aiu/core'
import type { WireUsage } from './wire-types.ts'

const count = (told: unknown): number | undefined => (typeof told === 'number' ? told : undefined)

/** The usage a server told; `undefined` when it told none. */
export const usageOf = (wire: WireUsage | null | undefined): Usage | undefined =>
  count(wire?.input_tokens) === undefined
    ? undefined
    : {
        inputTokens: count(wire?.input_tokens),
        outputTokens: count(wire?.output_tokens),
        totalTokens: count(wire?.total_tokens),
        cachedInputTokens: count(wire?.input_tokens_details?.cached_tokens),
        cacheWriteTokens: count(wire?.input_tokens_details?.cache_write_tokens),
        reasoningTokens: count(wire?.output_tokens_details?.reasoning_tokens),
        source: 'provider',
      }
