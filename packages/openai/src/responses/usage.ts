import type { Usage } from '@aiu/core'
import { tierOf } from '@aiu/openai-compatible/wire'
import type { WireResponse } from './wire-types.ts'

const count = (told: unknown): number | undefined => (typeof told === 'number' ? told : undefined)

/** The usage a response told, and the tier it was served by; `undefined` when it told none. */
export function usageOf({ usage: wire, service_tier }: WireResponse): Usage | undefined {
  const serviceTier = tierOf(service_tier)
  return count(wire?.input_tokens) === undefined
    ? undefined
    : {
        inputTokens: count(wire?.input_tokens),
        outputTokens: count(wire?.output_tokens),
        totalTokens: count(wire?.total_tokens),
        cachedInputTokens: count(wire?.input_tokens_details?.cached_tokens),
        cacheWriteTokens: count(wire?.input_tokens_details?.cache_write_tokens),
        reasoningTokens: count(wire?.output_tokens_details?.reasoning_tokens),
        ...(serviceTier && { serviceTier }),
        source: 'provider',
      }
}
