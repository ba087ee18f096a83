import type { BaseTold, Cached, ChatResult, Usage } from '@aiu/core'
import { type Told, told } from './told.ts'
import { used } from './used.ts'

/** An answer, or the end of a stream. */
export type Answer = BaseTold & Partial<Pick<ChatResult, 'finishReason' | 'rawFinishReason'>>

/** That it came out of a cache. */
export const hit = ({ store, ageMs, shared = false }: Cached): Told =>
  told({ 'aiu.cache.store': store, 'aiu.cache.age': ageMs / 1000, 'aiu.cache.shared': shared })

/** What an answer tells of itself; what a hit used was used before, so it stands as saved. */
export function answered(answer: Answer, usage: Usage | undefined): Told {
  const { cached, cost } = answer
  const reason = answer.rawFinishReason ?? answer.finishReason
  const known = answer.usage ?? ({} as Partial<Usage>)
  return {
    ...told({
      'gen_ai.response.finish_reasons': reason && [reason],
      'aiu.saved.input_tokens': cached && known.inputTokens,
      'aiu.saved.output_tokens': cached && known.outputTokens,
      'aiu.cost.amount': cost && (cached ? 0 : cost.amount),
      'aiu.cost.currency': cost?.currency,
      'aiu.cost.source': cost?.source,
      'aiu.warnings': answer.warnings?.[0] && answer.warnings.map(({ code }) => code),
    }),
    ...(cached ? hit(cached) : used(usage ?? answer.usage ?? { source: 'provider' })),
  }
}
