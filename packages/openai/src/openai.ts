import {
  AiuError,
  type CallOptions,
  type ChatEvent,
  type ChatRequest,
  type ModelsResult,
  type WireBody,
} from '@aiu/core'
import { keptHeaders, readText, streamReply, suggestModels } from '@aiu/core/http'
import { modelsResult } from '@aiu/openai-compatible/wire'
import { connection } from './client/connection.ts'
import type { OpenAIOptions } from './client/options.ts'
import { embedBatches } from './embeddings.ts'
import { FLAVORS } from './flavors.ts'
import type { OpenAIChatProvider, OpenAIProvider } from './provider-types.ts'

const MODEL = 'gpt-6-luna'
const EMBEDDING_MODEL = 'text-embedding-3-small'

/** What changes the answers and stands in no request. Azure's client picks the model by its deployment, whatever a request says. */
const scopeOf = ({ embeddingModel, organization, project, client }: OpenAIOptions, api: string): string => {
  const { deploymentName, apiVersion } = (client ?? {}) as { deploymentName?: string; apiVersion?: string }
  const { organization: clientsOrganization, project: clientsProject } = client ?? {}
  return [
    api,
    embeddingModel !== EMBEDDING_MODEL && embeddingModel,
    organization ?? clientsOrganization,
    project ?? clientsProject,
    deploymentName,
    apiVersion,
  ]
    .filter(Boolean)
    .join(' ')
}

/**
 * OpenAI on its official SDK: by the Responses API, or with `api: 'chat'` by chat completions. Azure by its address, or by a client of
 * the SDK's own. Throws `configuration` for options no request can be made with; a missing key is told at the first request.
 *
 * @example const { text } = await ask(openai(), 'What is the capital of France?')
 */
export function openai(options: OpenAIOptions & { readonly api: 'chat' }): OpenAIChatProvider
export function openai(options?: OpenAIOptions & { readonly api?: 'responses' | undefined }): OpenAIProvider
export function openai(options: OpenAIOptions = {}): OpenAIProvider | OpenAIChatProvider {
  const { model = MODEL, embeddingModel = EMBEDDING_MODEL, api = 'responses' } = options
  const connected = connection(options)
  const { server, send } = connected
  const { name, baseURL } = server
  const flavor = FLAVORS[api]
  if (!flavor)
    throw new AiuError('configuration', `api is "${api}", not responses or chat.`, { provider: name })
  if (/[\r\n\0]/.test(model + embeddingModel))
    throw new AiuError('configuration', 'The model name has a line break in it.', { provider: name })

  const listModels = async ({ signal }: CallOptions): Promise<ModelsResult> => {
    const response = await send((client, asked) => client.models.list(asked), signal)
    return modelsResult(server, await readText(server, response, signal))
  }
  const bodyOf = (request: ChatRequest, stream: boolean): WireBody =>
    flavor.body(request, name, model, stream)
  const post = (request: ChatRequest, body: WireBody): Promise<Response> =>
    send((client, asked) => flavor.ask(client, body, asked), request.signal).catch((error) =>
      suggestModels(error, request.model ?? model, listModels),
    )
  return {
    name,
    baseURL,
    scope: scopeOf(options, api),
    defaultModel: model,
    async chat(request: ChatRequest) {
      const response = await post(request, bodyOf(request, false))
      const text = await readText(server, response, request.signal)
      return flavor.result(server, text, keptHeaders(server, response))
    },
    stream(request: ChatRequest) {
      const body = bodyOf(request, true)
      return streamReply<ChatEvent>({
        server,
        signal: request.signal,
        open: () => post(request, body),
        decode: (push, headers) => flavor.decoder(server, push, headers),
      })
    },
    embed: (request) =>
      embedBatches(connected, request, embeddingModel).catch((error) =>
        suggestModels(error, request.model ?? embeddingModel, listModels),
      ),
    listModels,
    async health(request = {}) {
      const started = performance.now()
      await listModels(request)
      return { ms: performance.now() - started }
    },
  }
}
