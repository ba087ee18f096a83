import { type ChatVendor, streamedChat, wholeChat } from './chat-answers.ts'
import { dialects } from './chat-dialects.ts'
import { chatErrorShapes, chatErrorsInStream } from './chat-errors.ts'
import { usageOf } from './chat-events.ts'
import { asksBeside, embeddingsBody, errorBody, modelsBody } from './lists.ts'
import type { WireAnswer, WireAsk, WireKit, WireRequest } from './wire-kit.ts'

const COMMON: ChatVendor = {
  reasoning: 'reasoning_content',
  whole: usageOf,
  first: () => '',
  last: usageOf,
}

/** OpenAI's chat completions, embeddings and models, as most vendors and servers speak them. */
export const chatCompletionsWire: WireKit = {
  name: 'chat completions',
  path: '/v1',
  streams: 'text/event-stream',
  asks(request: WireRequest): WireAsk | undefined {
    const { method, body } = request
    return (
      asksBeside(request) ??
      (method === 'POST' ? { operation: 'chat', stream: body?.stream === true } : undefined)
    )
  },
  whole: (answer: WireAnswer) => wholeChat(answer, COMMON),
  stream: (answer: WireAnswer) => streamedChat(answer, COMMON),
  error: errorBody,
  errorShapes: chatErrorShapes,
  errorsInStream: chatErrorsInStream,
  embeddings: embeddingsBody,
  models: (models) => modelsBody(models, ({ contextLength }) => ({ context_length: contextLength })),
  dialects,
}
