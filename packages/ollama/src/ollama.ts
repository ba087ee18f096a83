import type {
  ChatEvent,
  ChatRequest,
  ChatResult,
  EmbeddingProvider,
  EmbedRequest,
  EmbedResult,
  HealthProvider,
  ModelListProvider,
  Provider,
} from '@aiu/core'
import { keptHeaders, lineReader, readText, streamReply, suggestModels } from '@aiu/core/http'
import { hinted } from './hinted.ts'
import { modelList } from './model-list.ts'
import type { OllamaEmbedExtra, OllamaExtra, OllamaOptions, PullOptions, PullProgress } from './options.ts'
import { scopeOf } from './scope-of.ts'
import { type Ask, sdkCarrier } from './sdk-carrier.ts'
import { chatBody, embedBody, modelOf } from './wire/bodies.ts'
import { chatDecoder, chatResult } from './wire/chat-decoder.ts'
import { embedResult } from './wire/embed-result.ts'
import { pullDecoder } from './wire/pull-decoder.ts'
import { replyOf } from './wire/reply-of.ts'

/** A question to Ollama: its own parameters in `extra`. */
export interface OllamaChatRequest extends ChatRequest {
  readonly extra?: OllamaExtra | undefined
}
export interface OllamaEmbedRequest extends EmbedRequest {
  readonly extra?: OllamaEmbedExtra | undefined
}

export interface OllamaProvider extends Provider, EmbeddingProvider, ModelListProvider, HealthProvider {
  /** The server's address without the API's path, whichever form was given. */
  readonly baseURL: string
  chat(request: OllamaChatRequest): Promise<ChatResult>
  stream(request: OllamaChatRequest): AsyncIterable<ChatEvent>
  embed(request: OllamaEmbedRequest): Promise<EmbedResult>
  /**
   * Has the server fetch a model, telling how far it is. It ends with the status `success`, or throws. Leaving the loop stops it; what
   * has come is kept for the next time.
   */
  pull(model: string, options?: PullOptions): AsyncIterable<PullProgress>
}

/**
 * Ollama's own API on its official client, which is loaded when it is first used. The client makes the request; the reply is read by the
 * reader of all providers. It waits as long as a model takes to be loaded: time limits are for the layer `timeout`.
 *
 * @throws AiuError `configuration`: options no request can be made with.
 * @example const provider = ollama({ model: 'llama3.2', options: { num_ctx: 8192 } })
 */
export function ollama(options: OllamaOptions = {}): OllamaProvider {
  const { model: defaultModel, embeddingModel = defaultModel } = options
  const { server, sent } = sdkCarrier(options)
  const { name, baseURL } = server
  const fetched = async (ask: Ask, signal?: AbortSignal): Promise<Response> => {
    try {
      return await sent(ask, signal)
    } catch (error) {
      throw hinted(error, baseURL)
    }
  }
  const { listModels, listNames } = modelList(server, fetched)

  /** Sends what is about one model; one that is not there is told with the nearest names. */
  const asked = async (
    ask: Ask,
    { signal }: Pick<ChatRequest, 'signal'>,
    model: string,
  ): Promise<Response> => {
    try {
      return await sent(ask, signal)
    } catch (error) {
      return suggestModels(hinted(error, baseURL, model), model, (patience) =>
        listNames(AbortSignal.any([signal, patience.signal].filter((one) => one !== undefined))),
      )
    }
  }
  const chatted = async (request: ChatRequest, stream: boolean): Promise<Response> => {
    const model = modelOf(request.model ?? defaultModel)
    const body = { ...chatBody(request, model, stream, options) }
    return asked((sdk) => sdk.chat(body as never), request, model)
  }

  return {
    name,
    baseURL,
    defaultModel,
    scope: scopeOf(options),
    async chat(request) {
      const response = await chatted(request, false)
      const text = await readText(server, response, request.signal)
      return chatResult(server, text, keptHeaders(server, response))
    },
    stream: (request) =>
      streamReply({
        server,
        signal: request.signal,
        cut: lineReader,
        open: () => chatted(request, true),
        decode: (push, headers) => chatDecoder(server, push, headers),
      }),
    async embed(request) {
      const model = modelOf(request.model ?? embeddingModel)
      const body = embedBody(request, model, options)
      const response = await asked((sdk) => sdk.embed({ ...body } as never), request, model)
      return embedResult(server, await readText(server, response, request.signal), request.input.length)
    },
    listModels,
    async health({ signal } = {}) {
      const start = performance.now()
      const response = await fetched((sdk) => sdk.version(), signal)
      const { version } = replyOf<{ version: string }>(
        server,
        await readText(server, response, signal),
        (wire) => typeof wire.version === 'string',
      )
      return { ms: performance.now() - start, version }
    },
    pull: (model, { signal, insecure = false } = {}) =>
      streamReply<PullProgress>({
        server,
        signal,
        cut: lineReader,
        open: async () => {
          const name = modelOf(model)
          return fetched((sdk) => sdk.pull({ model: name, insecure, stream: true }), signal)
        },
        decode: (push) => pullDecoder(server, push),
      }),
  }
}
