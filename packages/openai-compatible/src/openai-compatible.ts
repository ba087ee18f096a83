import type { ModelListProvider, Provider, WireBody } from '@aiu/core'
import { collector, keptHeaders, readText, send, streamReply } from '@aiu/core/http'
import { refuse, type ServerOptions, serverOf } from './server-of.ts'
import { chatBody } from './wire/chat-body.ts'
import { chatDecoder } from './wire/chat-decoder.ts'
import { modelsResult } from './wire/models-result.ts'

export interface OpenAICompatibleOptions extends ServerOptions {
  /** For requests that name none. */
  readonly model?: string | undefined
  /** What your headers, or the server's own settings, change about its answers; for cache and limit keys, so never a secret. */
  readonly scope?: string | undefined
  /** Changes each chat's body before it is sent, for a server that does not take it as it is: `obeyQuirks({ omit: ['seed'] })` of `./wire`. */
  readonly adapt?: ((body: WireBody) => WireBody) | undefined
}

export interface OpenAICompatibleProvider extends Provider, ModelListProvider {
  readonly baseURL: string
}

/**
 * Any server with OpenAI's chat-completions API, over plain `fetch`. Throws `configuration` for options no request can be made with.
 *
 * @example const provider = openaiCompatible({ baseURL: 'http://127.0.0.1:8080/v1' })
 */
export function openaiCompatible(options: OpenAICompatibleOptions): OpenAICompatibleProvider {
  const { model, scope, adapt } = options
  const server = serverOf(options)
  if (/[\r\n\0]/.test(model ?? '')) refuse('The model name has a line break in it.')
  const chat = '/chat/completions'
  return {
    name: server.name,
    baseURL: server.baseURL,
    scope,
    defaultModel: model,
    async chat(request) {
      const { signal } = request
      const response = await send(server, chat, chatBody(request, model, false, adapt), signal)
      const { result, add } = collector()
      const { whole, end } = chatDecoder(server, add, keptHeaders(server, response))
      whole(await readText(server, response, signal))
      end()
      return result
    },
    stream(request) {
      const { signal } = request
      const body = chatBody(request, model, true, adapt)
      return streamReply({
        server,
        signal,
        open: () => send(server, chat, body, signal),
        decode: (push, headers) => chatDecoder(server, push, headers),
      })
    },
    async listModels({ signal }) {
      return modelsResult(
        server,
        await readText(server, await send(server, '/models', undefined, signal), signal),
      )
    },
  }
}
