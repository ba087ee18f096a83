import type { EmbedRequest, EmbedResult } from '@aiu/core'
import { failure, type Server } from '@aiu/core/http'
import { listOf } from './list-of.ts'
import { usageOf } from './usage.ts'

/** `extra` wins; `adapt` has the last word. */
export function embedBody(
  { input, model, dimensions, extra, adapt }: EmbedRequest,
  defaultModel?: string,
): object {
  const body = { model: model ?? defaultModel, input, dimensions, encoding_format: 'float', ...extra }
  return adapt?.(body) ?? body
}

interface WireEmbedding {
  readonly index?: number | null
  readonly embedding: readonly number[]
}

/** Vectors in the order of the inputs; another number of them than was asked for throws `malformed`. */
export function embedResult(server: Server, text: string, count: number): EmbedResult {
  const { data, model, usage } = listOf<WireEmbedding>(server, text)
  const embeddings: (readonly number[])[] = []
  data.forEach(({ index, embedding }, at) => {
    embeddings[index ?? at] = embedding
  })
  if (
    data.length !== count ||
    embeddings.length !== count ||
    !data.every(({ embedding }) => Array.isArray(embedding))
  )
    throw failure(server, 'malformed', `sent ${data.length} vectors for ${count} inputs`)
  return { embeddings, model, usage: usageOf(usage) }
}
