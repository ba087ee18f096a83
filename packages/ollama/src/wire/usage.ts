import type { Usage } from '@aiu/core'
import { toUsage } from '@aiu/core/http'
import type { WireCounts } from './wire-types.ts'

/** The usage that Ollama told; it leaves `prompt_eval_count` out where it had the whole prompt in its cache. */
export const usageOf = (wire: WireCounts): Usage | undefined =>
  toUsage({ inputTokens: wire.prompt_eval_count, outputTokens: wire.eval_count })
