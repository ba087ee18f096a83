import { type ChatEvent, isAiuError, type ReplyHeaders } from '@aiu/core'
import { parsed, type ReplyDecoder, type Server } from '@aiu/core/http'
import { chatDecoder, type WireChat } from '@aiu/openai-compatible/wire'

const HEADER = 'x-request-id'

/**
 * The request's id, where no header told it. It is what Groq's support asks for: https://console.groq.com/docs/api-reference. What does
 * not look like one is none.
 */
export function withRequestId(headers: ReplyHeaders, wire: WireChat | undefined): ReplyHeaders {
  const { id } = (wire?.x_groq ?? {}) as { readonly id?: unknown }
  return !headers[HEADER] && typeof id === 'string' && /^req_\w{1,100}$/.test(id)
    ? { ...headers, [HEADER]: id }
    : headers
}

/** An error that the reply told, with the id of its request. */
export function identified(error: unknown, headers: ReplyHeaders): unknown {
  const requestId = headers[HEADER]
  return isAiuError(error) && requestId && !error.requestId ? Object.assign(error, { requestId }) : error
}

/** Groq's stream as events: chat completions, with the request's id on its start and its errors. */
export function groqDecoder(
  server: Server,
  push: (event: ChatEvent) => void,
  headers: ReplyHeaders,
): ReplyDecoder {
  let told = headers
  const begun = (event: ChatEvent): void => push(event.type === 'start' ? { ...event, headers: told } : event)
  const { read, whole, ...rest } = chatDecoder(server, begun, headers)
  const look = (text: string): void => {
    // Only then is it worth reading twice.
    if (!told[HEADER] && text.includes('"x_groq"')) told = withRequestId(told, parsed(text) as WireChat)
  }
  return {
    ...rest,
    read(data, event) {
      look(data)
      try {
        return read(data, event)
      } catch (error) {
        throw identified(error, told)
      }
    },
    whole(text) {
      look(text)
      try {
        whole(text)
      } catch (error) {
        throw identified(error, told)
      }
    },
  }
}
