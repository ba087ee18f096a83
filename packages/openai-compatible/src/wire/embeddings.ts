import type { EmbedRequest, EmbedResult, ModelsResult } from '@aiu/core'
import { apiError, failure, parsed, type Server } from '@aiu/core/http'
import { usageOf } from './usage.ts'
import type { WireUsage } from './wire-types.ts'

/** A list a server sent under `data`; an error inside, or no list, throws. */
export function listOf<T>(server: Server, text: string): { data: readonly T[]; model?: string; usage?: WireUsage } {
  const wire = parsed(text) as { data?: readonly T[]; error?: unknown } | undefined
  if (wire?.error) throw apiError(server, wire)
  const data = Array.isArray(wire) ? wire : wire?.data
  if (!Array.isArray(data)) throw failure(server, 'malformed', 'sent no list', text || 'an empty reply')
  return { ...wire, data }
}

export const embedBody = ({ input, model, dimensions, extra }: EmbedRequest, defaultModel?: string): object => ({
  model: model ?? defaultModel,
  input,
  dimensions,
  encoding_format: 'float',
  ...extra,
})

/** Vectors in the order of the inputs. */
export function embedResult(server: Server, text: string, count: number): EmbedResult {
  const { data, model, usage } = listOf<{ index?: number; embedding: readonly number[] }>(server, text)
  const embeddings: (readonly number[])[] = []
  data.forEach(({ index, embedding }, at) => {
    embeddings[index ?? at] = embedding
  })
  if (data.length !== count || embeddings.length !== count)
    throw failure(server, 'malformed', `sent ${data.length} vectors for ${count} inputs`)
  return { embeddings, model, usage: usageOf(usage) }
}

interface WireModel {
  readonly id: string
  readonly created?: number
  readonly owned_by?: string
  readonly context_length?: number
  readonly context_window?: number
  readonly max_model_len?: number
}

export const modelsResult = (server: Server, text: string): ModelsResult => ({
  models: listOf<WireModel>(server, text).data.map((model) => ({
    id: model.id,
    contextLength: model.context_length ?? model.context_window ?? model.max_model_len,
    ownedBy: model.owned_by,
    createdAt: model.created ? model.created * 1000 : undefined,
  })),
})
