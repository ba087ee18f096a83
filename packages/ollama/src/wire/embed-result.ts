import type { EmbedResult } from '@aiu/core'
import { failure, type Server } from '@aiu/core/http'
import { replyOf } from './reply-of.ts'
import { usageOf } from './usage.ts'
import type { WireCounts } from './wire-types.ts'

interface WireEmbeddings extends WireCounts {
  readonly model?: string
  readonly embeddings?: readonly (readonly number[])[]
  /** Of servers that speak like the older `/api/embeddings`. */
  readonly embedding?: readonly number[]
}

/** Vectors, which come in the order of the texts; another number of them than was asked for throws `malformed`. */
export function embedResult(server: Server, text: string, count: number): EmbedResult {
  const wire = replyOf<WireEmbeddings>(server, text, (told) => told.embeddings ?? told.embedding)
  const { model, embedding, embeddings = embedding ? [embedding] : [] } = wire
  if (embeddings.length !== count || !embeddings.every(Array.isArray))
    throw failure(server, 'malformed', `sent ${embeddings.length} vectors for ${count} inputs`)
  return { embeddings, model, usage: usageOf(wire) }
}
