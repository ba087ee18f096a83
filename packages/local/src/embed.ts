import { AiuError, type EmbedRequest, type EmbedResult } from '@aiu/core'
import type { OpenModel } from './engine/open-model.ts'

/** One vector of length 1 for each input, in its order. The signal is looked at between two inputs. */
export async function embed(
  open: OpenModel,
  { input, dimensions }: EmbedRequest,
  signal: AbortSignal,
): Promise<EmbedResult> {
  const embeddings: number[][] = []
  let inputTokens = 0
  const refuse = (code: 'bad-request' | 'unsupported', what: string, cause?: unknown): never => {
    throw new AiuError(code, what, { provider: 'local', model: open.id, cause })
  }
  const size = open.model.embeddingVectorSize
  if (dimensions !== undefined && dimensions !== size)
    refuse('unsupported', `${open.id} makes vectors of ${size} numbers, not of ${dimensions}.`)
  const context = await open.embedding()
  for (const [index, text] of input.entries()) {
    signal.throwIfAborted()
    if (!text) refuse('bad-request', `Input ${index} is empty.`)
    inputTokens += context.calculateInputLength(text)
    try {
      embeddings.push(unit((await context.getEmbeddingFor(text)).vector))
    } catch (cause) {
      refuse('bad-request', `Input ${index} cannot be embedded: ${(cause as Error).message}`, cause)
    }
  }
  signal.throwIfAborted()
  return { model: open.id, embeddings, usage: { inputTokens, totalTokens: inputTokens, source: 'counted' } }
}

/** The vector at length 1, as hosted models give it, so that a dot product is a cosine. */
function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector)
  return length > 0 ? vector.map((value) => value / length) : [...vector]
}
