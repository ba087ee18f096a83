import type { ChatEvent, ReplyHeaders } from '@aiu/core'
import { apiError, failure, parsed, type ReplyDecoder, type Server } from '@aiu/core/http'
import { chatAssembler } from './chat-assembler.ts'
import { wholeChat } from './chat-result.ts'
import type { WireChat } from './wire-types.ts'

/** The chat-completions stream as events: for `streamReply` of `@aiu/core/http`. */
export function chatDecoder(
  server: Server,
  push: (event: ChatEvent) => void,
  headers?: ReplyHeaders,
): ReplyDecoder {
  const { add, ...rest } = chatAssembler(push, headers)
  return {
    read(data, event) {
      if (data === '[DONE]') return true
      const wire = parsed(data) as WireChat | undefined
      if (!wire && event !== 'error')
        throw failure(server, 'malformed', 'sent an event that is not JSON', data)
      const word = wire?.choices?.[0]?.finish_reason
      // Errors come in many shapes; some with a last piece of the answer beside them.
      const odd = event === 'error' || wire?.object === 'error' || word === 'error'
      const error = wire?.error ?? wire?.x_groq?.error ?? (odd ? (wire ?? data) : undefined)
      if (wire && (!error || word)) add(wire)
      if (error) throw apiError(server, error)
      return false
    },
    whole: (text) => add(wholeChat(server, text)),
    ...rest,
  }
}
