import type { Usage } from '@aiu/core'
import type { WireCounts } from './wire-types.ts'

const count = (told: unknown): number | undefined => (typeof told === 'number' ? told : undefined)

/** The usage Ollama told; it leaves `prompt_eval_count` out where it had the whole prompt in its cache. */
export function usageOf({ prompt_eval_count, eval_count }: WireCounts): Usage | undefined {
  const [inputTokens, outputTokens] = [count(prompt_eval_count), count(eval_count)]
  return inputTokens === undefined && outputTokens === undefined
    ? undefined
    : { inputTokens, outputTokens, source: 'provider' }
}
