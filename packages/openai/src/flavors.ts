import type { ChatEvent, ChatRequest, ChatResult, ReplyHeaders, WireBody } from '@aiu/core'
import type { ReplyDecoder, Server } from '@aiu/core/http'
import { chatBody, chatDecoder, chatResult, obeyQuirks, wholeChat } from '@aiu/openai-compatible/wire'
import type OpenAI from 'openai'
import type { Ask } from './client/connection.ts'
import { responsesBody } from './responses/responses-body.ts'
import { responsesDecoder } from './responses/responses-decoder.ts'
import { responsesResult, wholeResponse } from './responses/responses-result.ts'

/** One of the vendor's two ways to ask the same question. */
export interface Flavor {
  body(request: ChatRequest, provider: string, model: string, stream: boolean): WireBody
  /** Sends the body. */
  ask(client: OpenAI, body: WireBody, options: Parameters<Ask>[1]): ReturnType<Ask>
  result(server: Server, text: string, headers: ReplyHeaders): ChatResult
  decoder(server: Server, push: (event: ChatEvent) => void, headers: ReplyHeaders): ReplyDecoder
}

// Bodies are ours, and ours alone to check: the SDK sends them as they are.
export const FLAVORS: Readonly<Record<'responses' | 'chat', Flavor>> = {
  responses: {
    body: responsesBody,
    ask: (client, body, options) => client.responses.create(body as never, options),
    result: (server, text, headers) => responsesResult(wholeResponse(server, text), headers),
    decoder: responsesDecoder,
  },
  chat: {
    // max_tokens is deprecated, and refused by reasoning models (API reference, chat/create).
    body: (request, _, model, stream) =>
      chatBody(request, model, stream, obeyQuirks({ maxTokensAs: 'max_completion_tokens' })),
    ask: (client, body, options) => client.chat.completions.create(body as never, options),
    result: (server, text, headers) => chatResult(wholeChat(server, text), headers),
    decoder: chatDecoder,
  },
}
