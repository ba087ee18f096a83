import type { Cost, Usage } from '@aiu/core'
import { readNumber, toUsage } from '@aiu/core/http'
import type { WireUsage } from './wire-types.ts'

/** The usage that a server told, added to what it told `before`; `undefined` while it has told none. */
export const usageOf = (wire: WireUsage | null | undefined, before?: Usage): Usage | undefined =>
  toUsage(
    {
      inputTokens: wire?.prompt_tokens,
      totalTokens: wire?.total_tokens,
      outputTokens: wire?.completion_tokens,
      reasoningTokens: wire?.completion_tokens_details?.reasoning_tokens ?? wire?.reasoning_tokens,
      outputAudioTokens: wire?.completion_tokens_details?.audio_tokens,
      inputAudioTokens: wire?.prompt_tokens_details?.audio_tokens,
      cachedInputTokens: wire?.prompt_tokens_details?.cached_tokens ?? wire?.prompt_cache_hit_tokens,
      cacheWriteTokens: wire?.prompt_tokens_details?.cache_write_tokens,
    },
    before,
  )

/** The tier that a vendor served, where it is not the standard one, which OpenAI calls "default" and Groq "on_demand". "auto" is a wish, not a tier. */
export const tierOf = (tier: unknown): string | undefined =>
  typeof tier === 'string' && !/^(default|auto|standard|on_demand)?$/.test(tier) ? tier : undefined

/** The cost that a server told itself. */
export function costOf(wire: WireUsage | null | undefined): Cost | undefined {
  const amount = readNumber(wire?.cost)
  return amount === undefined ? undefined : { amount, currency: 'USD', source: 'provider', lines: [] }
}
