import {
  AiuError,
  type CallOptions,
  type ChatEvent,
  type ChatRequest,
  type ChatResult,
  type HealthProvider,
  isAiuError,
  type ModelListProvider,
  type ModelsResult,
  type Provider,
} from '@aiu/core'
import { carrier, keptHeaders, readText, streamReply, suggestModels } from '@aiu/core/http'
import { chatResult, modelsResult, wholeChat } from '@aiu/openai-compatible/wire'
import { groqBody } from './groq-body.ts'
import { groqDecoder, identified, withRequestId } from './groq-decoder.ts'
import { API_PATH, hostOf } from './host-of.ts'
import type { GroqExtra, GroqModel, GroqOptions } from './options.ts'
import { mustBeSendable, refuse } from './refuse.ts'
import { fetchOf, sdkClient } from './sdk-client.ts'
import { BASE_URL, HELP, MODEL } from './vendor.ts'

/** A question to Groq: its models by name, its own parameters in `extra`. */
export interface GroqChatRequest extends ChatRequest {
  readonly model?: GroqModel | undefined
  readonly extra?: GroqExtra | undefined
}

export interface GroqProvider extends Provider, ModelListProvider, HealthProvider {
  /** With the API's path, whichever form was given. */
  readonly baseURL: string
  readonly defaultModel: string
  chat(request: GroqChatRequest): Promise<ChatResult>
  stream(request: GroqChatRequest): AsyncIterable<ChatEvent>
}

/**
 * Groq on its official SDK, which is loaded when it is first used. The SDK makes the request; the reply is read by the reader of all
 * providers.
 *
 * @throws AiuError `configuration`: options no request can be made with. A key that is nowhere to be found is told by the first call.
 * @example const provider = groq({ model: 'openai/gpt-oss-20b' }) // key: GROQ_API_KEY
 */
export function groq(options: GroqOptions = {}): GroqProvider {
  const { client, name = 'groq', model = MODEL, maxReplyBytes = 67_108_864 } = options
  check(options, maxReplyBytes)
  const host = hostOf(client?.baseURL ?? options.baseURL ?? BASE_URL)
  const baseURL = host + API_PATH
  const own = client ? fetchOf(client) : options.fetch
  const { server, fetch, carried } = carrier({ name, baseURL, fetch: own, maxReplyBytes, help: HELP })
  const use = sdkClient(options, host, fetch)

  const listModels = async ({ signal }: Pick<CallOptions, 'signal'>): Promise<ModelsResult> => {
    const response = await carried(() => use((sdk) => sdk.models.list({ signal }).asResponse()), signal)
    return modelsResult(server, await readText(server, response, signal))
  }

  const post = (request: ChatRequest, stream: boolean): Promise<Response> => {
    const { signal } = request
    const body = groqBody(request, { ...options, model }, stream)
    const near = ({ signal: patience }: CallOptions): Promise<ModelsResult> =>
      listModels({ signal: AbortSignal.any([signal, patience].filter((one) => one !== undefined)) })
    return carried(
      () => use((sdk) => sdk.chat.completions.create(body as never, { signal }).asResponse()),
      signal,
    ).catch((error: unknown) => suggestModels(overCapacity(error), request.model ?? model, near))
  }

  return {
    name,
    baseURL,
    defaultModel: model,
    scope: scopeOf(options),
    async chat(request) {
      const response = await post(request, false)
      const headers = keptHeaders(server, response)
      const text = await readText(server, response, request.signal)
      try {
        const wire = wholeChat(server, text)
        return chatResult(wire, withRequestId(headers, wire))
      } catch (error) {
        throw identified(error, headers)
      }
    },
    stream: (request) =>
      streamReply({
        server,
        signal: request.signal,
        open: () => post(request, true),
        decode: (push, headers) => groqDecoder(server, push, headers),
      }),
    listModels,
    async health({ signal } = {}) {
      const start = performance.now()
      await listModels({ signal })
      return { ms: performance.now() - start }
    },
  }
}

function check({ client, apiKey, baseURL, headers, fetch, model }: GroqOptions, maxReplyBytes: number): void {
  if (client)
    for (const [name, value] of Object.entries({ apiKey, baseURL, headers, fetch }))
      if (value !== undefined) refuse(`The client given brings its own ${name}: leave the option out.`)
  for (const [name, value] of Object.entries({ apiKey: apiKey ?? '', ...headers }))
    mustBeSendable(name, value)
  if (/[\r\n\0]/.test(model ?? '')) refuse('The model name has a line break in it.')
  if (!(maxReplyBytes > 0)) refuse(`maxReplyBytes is ${maxReplyBytes}, not above 0.`)
}

const scopeOf = ({ serviceTier, reasoningFormat }: GroqOptions): string | undefined =>
  [serviceTier && `service_tier=${serviceTier}`, reasoningFormat && `reasoning_format=${reasoningFormat}`]
    .filter(Boolean)
    .join(' ') || undefined

/** Status 498: the flex tier has no room now, and is to be asked again (https://console.groq.com/docs/flex-processing). */
function overCapacity(error: unknown): unknown {
  if (!isAiuError(error, 'bad-request') || error.status !== 498) return error
  const { code: _, hint: __, name: ___, stack: ____, message, cause, ...fields } = error
  return new AiuError('rate-limit', message, { ...fields, cause })
}
