import { AiuError, type EmbeddingProvider, type ModelListProvider, type Provider, type Quirks } from '@aiu/core'
import { keptHeaders, readText, type Server, send, streamReply } from '@aiu/core/http'
import { chatBody } from './wire/chat-body.ts'
import { chatDecoder } from './wire/chat-decoder.ts'
import { chatResult, wholeChat } from './wire/chat-result.ts'
import { embedBody, embedResult, modelsResult } from './wire/embeddings.ts'

export interface OpenAICompatibleOptions {
  /** With the API's path: "http://127.0.0.1:8080/v1". In a page it may be relative. */
  readonly baseURL: string
  /** Sent as a bearer token. Given only by you: no environment is read here. */
  readonly apiKey?: string | undefined
  /** For requests that name none. */
  readonly model?: string | undefined
  /** In errors, usage rows and cache keys. Default: the host. */
  readonly name?: string | undefined
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** What your headers, or the server's own settings, change about its answers; for cache and limit keys, so never a secret. */
  readonly scope?: string | undefined
  /** What this server does not take; see `@aiu/openai-compatible/presets` for those that are known. */
  readonly quirks?: Quirks | undefined
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined
  /** Largest reply or event, in bytes after decompression. Default 64 MiB. */
  readonly maxReplyBytes?: number | undefined
}

/** What every OpenAI-style server can be asked; whether it can is the server's to say. */
export interface OpenAICompatibleProvider extends Provider, EmbeddingProvider, ModelListProvider {
  readonly baseURL: string
}

const refuse = (what: string): never => {
  throw new AiuError('configuration', what)
}

/**
 * Any server with OpenAI's chat-completions API, over plain `fetch`. Throws `configuration` for options no request can be made with.
 *
 * @example const provider = openaiCompatible({ baseURL: 'http://127.0.0.1:8080/v1' })
 */
export function openaiCompatible(options: OpenAICompatibleOptions): OpenAICompatibleProvider {
  const { apiKey, model, headers, scope, quirks, maxReplyBytes = 67_108_864 } = options
  const address = URL.parse(options.baseURL, globalThis.location?.href)
  if (!address || !/^https?:$/.test(address.protocol))
    return refuse(`baseURL is "${options.baseURL}", not an http or https address.`)
  if (address.search || address.username) refuse('baseURL has a query or a password in it; use apiKey or headers.')
  const secrets: string[] = []
  for (const [name, value] of Object.entries({ apiKey, ...headers })) {
    if (value && /[^\x20-\x7e]|^\s|\s$/.test(value)) refuse(`${name} has a line break, a space or an odd character in it.`)
    if (value && /key|auth|token|secret|cookie/i.test(name)) secrets.push(value)
  }
  const baseURL = address.href.replace(/\/+$/, '')
  const name = options.name ?? address.host
  const server: Server = {
    name,
    baseURL,
    secrets,
    maxReplyBytes,
    fetch: options.fetch,
    headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }), ...headers },
  }
  const chat = '/chat/completions'
  const textOf = async (path: string, body?: object, signal?: AbortSignal): Promise<string> =>
    readText(server, await send(server, path, body, signal), signal)
  return {
    name,
    baseURL,
    scope,
    defaultModel: model,
    async chat(request) {
      const { signal } = request
      const response = await send(server, chat, chatBody(request, model, false, quirks), signal)
      return chatResult(wholeChat(server, await readText(server, response, signal)), keptHeaders(server, response))
    },
    stream: (request) =>
      streamReply({
        server,
        signal: request.signal,
        open: () => send(server, chat, chatBody(request, model, true, quirks), request.signal),
        decode: (push, headers) => chatDecoder(server, push, headers),
      }),
    async embed(request) {
      return embedResult(server, await textOf('/embeddings', embedBody(request, model), request.signal), request.input.length)
    },
    async listModels({ signal }) {
      return modelsResult(server, await textOf('/models', undefined, signal))
    },
  }
}
