import type { Usage } from '@aiu/core'
import { type Told, told } from './told.ts'

/** As it is billed: some vendors leave reasoning out of the output, and only their total has it. */
export function outputTokens({
  inputTokens: input,
  outputTokens: output,
  totalTokens: total,
}: Usage): number | undefined {
  return total !== undefined && input !== undefined && output !== undefined
    ? Math.max(output, total - input)
    : output
}

/** What a call, or one attempt of it, used. */
export const used = (usage: Usage): Told =>
  told({
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': outputTokens(usage),
    'gen_ai.usage.cache_read.input_tokens': usage.cachedInputTokens,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheWriteTokens,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
    'aiu.usage.audio.input_tokens': usage.inputAudioTokens,
    'aiu.usage.audio.output_tokens': usage.outputAudioTokens,
    'aiu.usage.audio_seconds': usage.audioSeconds,
    'aiu.usage.characters': usage.characters,
    'aiu.usage.images': usage.images,
    'aiu.usage.service_tier': usage.serviceTier,
    'aiu.usage.source': usage.source === 'provider' ? undefined : usage.source,
  })

/** Of several attempts together; a figure that nobody told is absent. */
export function together(usages: readonly Usage[]): Usage | undefined {
  const [first, ...rest] = usages
  if (!first || !rest[0]) return first
  const sum: Record<string, unknown> = {}
  for (const usage of usages)
    for (const [name, value] of Object.entries(usage))
      if (typeof value === 'number') sum[name] = ((sum[name] as number | undefined) ?? 0) + value
  return { ...sum, source: usages.find(({ source }) => source !== 'provider')?.source ?? 'provider' }
}
