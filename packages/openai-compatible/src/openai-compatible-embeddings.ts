import type { EmbeddingProvider } from '@aiu/core'
import { readText, send } from '@aiu/core/http'
import { type ServerOptions, serverOf } from './server-of.ts'
import { embedBody, embedResult } from './wire/embeddings.ts'

export interface OpenAICompatibleEmbeddingsOptions extends ServerOptions {
  /** The embedding model, for requests that name none. */
  readonly model?: string | undefined
}

/**
 * The embeddings of an OpenAI-style server. A factory of its own, since its model is another than the chat's.
 *
 * @example const { embeddings } = await embed(openaiCompatibleEmbeddings({ baseURL, model: 'bge-m3' }), texts)
 */
export function openaiCompatibleEmbeddings(options: OpenAICompatibleEmbeddingsOptions): EmbeddingProvider {
  const { model } = options
  const server = serverOf(options)
  return {
    name: server.name,
    baseURL: server.baseURL,
    defaultModel: model,
    async embed(request) {
      const { signal, input } = request
      const response = await send(server, '/embeddings', embedBody(request, model), signal)
      return embedResult(server, await readText(server, response, signal), input.length)
    },
  }
}
