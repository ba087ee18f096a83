import { AiuError } from '../errors/aiu-error.ts'
import { CATALOGUE, type ErrorCode } from '../errors/catalogue.ts'
import { apiError, parsed, type ReplyDecoder, readText, type Server, streamReply } from '../http/index.ts'
import type { ChatEvent } from '../words/chat.ts'

interface ToldError {
  readonly type: 'error'
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
  readonly retryAfterMs?: number
}

const MOST_BYTES = 67_108_864

/** The events, as the other end wrote them; its error is thrown as it was there. */
function decoder(push: (event: ChatEvent) => void): ReplyDecoder {
  let finished = false
  return {
    read(data) {
      const event = parsed(data) as ChatEvent | ToldError | undefined
      if (!event?.type) throw new AiuError('malformed', 'The answer holds what toResponse() did not write.')
      if (event.type === 'error') {
        const { code, message, hint, retryAfterMs } = event
        throw new AiuError(Object.hasOwn(CATALOGUE, code) ? code : 'server', message, { hint, retryAfterMs })
      }
      push(event)
      finished = event.type === 'finish'
      return finished
    },
    whole() {
      throw new AiuError('malformed', 'The reply is not a stream of events.')
    },
    complete: () => finished,
    end() {},
  }
}

/**
 * The events that `toResponse()` sent, in a page for example. Throws the error the answer ended with; `interrupted` when it was cut;
 * for a reply that is an error itself, that.
 *
 * @example for await (const event of readAnswer(await fetch('/api/ask', { method: 'POST', body: question }))) show(event)
 */
export function readAnswer(response: Response): AsyncIterableIterator<ChatEvent, undefined> {
  const server: Server = {
    name: 'The server',
    baseURL: response.url,
    headers: {},
    secrets: [],
    maxReplyBytes: MOST_BYTES,
  }
  return streamReply({
    server,
    decode: decoder,
    open: async () => {
      if (response.ok) return response
      const text = await readText(server, response, undefined, 65_536)
      throw apiError(server, parsed(text) ?? text, response)
    },
  })
}
