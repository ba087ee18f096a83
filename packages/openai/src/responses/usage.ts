import type { Usage } from '@aiu/core'
import { toUsage } from '@aiu/core/http'
import { tierOf } from '@aiu/openai-compatible/wire'
import type { WireResponse } from './wire-types.ts'

/** The usage that a response told, and the tier it was served by; `undefined` when it told none. */
export function usageOf({ usage: wire, service_tier }: WireResponse): Usage | undefined {
  const { input_tokens_details: input, output_tokens_details: output } = wire ?? {}
  const usage = toUsage({
    inputTokens: wire?.input_tokens,
    outputTokens: wire?.output_tokens,
    totalTokens: wire?.total_tokens,
    cachedInputTokens: input?.cached_tokens,
    cacheWriteTokens: input?.cache_write_tokens,
    inputAudioTokens: input?.audio_tokens,
    reasoningTokens: output?.reasoning_tokens,
    outputAudioTokens: output?.audio_tokens,
  })
  return usage && { ...usage, serviceTier: tierOf(service_tier) }
}
