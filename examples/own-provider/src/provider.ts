import type { ChatEvent, ChatRequest, Provider, ProviderSettings } from '@aiu/core'
import {
  apiError,
  collector,
  failure,
  lineReader,
  parsed,
  type Server,
  send,
  streamReply,
} from '@aiu/core/http'
import { type Line, questionOf } from './wire.ts'

/** A provider for servers that speak "telegraph": a question goes out as JSON, the answer comes as lines of JSON. */
export function telegraph({ baseURL = '', apiKey, model = 'echo-1' }: ProviderSettings): Provider {
  const name = 'telegraph'
  const headers = { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) }
  const server: Server = { name, baseURL, headers, secrets: apiKey ? [apiKey] : [], maxReplyBytes: 1_000_000 }
  const odd = (text: string): never => {
    throw failure(server, 'malformed', 'sent what is no line of an answer', text)
  }
  const stream = (request: ChatRequest): AsyncIterable<ChatEvent> =>
    streamReply<ChatEvent>({
      server,
      signal: request.signal,
      open: () => send(server, '/say', questionOf(request, model), request.signal),
      cut: lineReader,
      decode: (push) => ({
        read(text) {
          const { word, end, used, error } = Object(parsed(text)) as Line
          if (error) throw apiError(server, error)
          if (word) push({ type: 'text', text: word })
          else if (end) push({ type: 'finish', finishReason: end, usage: { ...used, source: 'provider' } })
          else odd(text)
          return end !== undefined
        },
        whole: odd,
        complete: () => false,
        end() {},
      }),
    })
  return {
    name,
    baseURL,
    defaultModel: model,
    stream,
    async chat(request) {
      const { result, add } = collector()
      for await (const event of stream(request)) add(event)
      return result
    },
  }
}
