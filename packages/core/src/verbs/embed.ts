import { runCall } from '../call/run-call.ts'
import { AiuError } from '../errors/aiu-error.ts'
import type { EmbedRequest, EmbedResponse } from '../words/embed.ts'
import type { EmbeddingProvider } from '../words/provider.ts'
import { need } from './need.ts'

export type EmbedOptions = Omit<EmbedRequest, 'input'>

/**
 * Vectors of texts, in their order. Rejects with an `AiuError`.
 *
 * @example const { embeddings } = await embed(provider, ['first', 'second'])
 */
export async function embed(
  provider: EmbeddingProvider,
  input: string | readonly string[],
  options?: EmbedOptions,
): Promise<EmbedResponse> {
  const texts = typeof input === 'string' ? [input] : input
  if (!texts?.length || !texts.every((text) => typeof text === 'string' && text))
    throw new AiuError('invalid-request', 'There is no text to embed, or an empty one among them.')
  return runCall(need(provider, 'embed'), 'embed', { ...options, input: texts })
}
