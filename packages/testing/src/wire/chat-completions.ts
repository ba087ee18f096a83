import { dialects } from './chat-dialects.ts'
import { DONE, event, FINISH, usageOf } from './chat-events.ts'
import type { WireAnswer, WireAsk, WireError, WireKit, WireRequest } from './wire-kit.ts'

const callsOf = ({ toolCalls }: WireAnswer) =>
  toolCalls?.map(({ id, name, arguments: text }) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  }))

const BASE = { id: 'chatcmpl-1', created: 1_767_225_600, model: 'example-1' }

const chunk = (delta: object, finish: string | null = null, more: object = {}): string =>
  event({
    ...BASE,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  })

const told = ({ message, type, code }: WireError): string =>
  JSON.stringify({ error: { message, type: type ?? 'test_error', ...(code !== undefined && { code }) } })

/** OpenAI's chat completions, embeddings and models, as most vendors and servers speak them. */
export const chatCompletionsWire: WireKit = {
  name: 'chat completions',
  path: '/v1',
  streams: 'text/event-stream',
  asks({ method, path, body }: WireRequest): WireAsk | undefined {
    if (path.endsWith('/models')) return { operation: 'listModels' }
    if (path.endsWith('/embeddings')) return { operation: 'embed', input: [body?.input].flat().map(String) }
    return method === 'POST' ? { operation: 'chat', stream: body?.stream === true } : undefined
  },
  whole(answer) {
    const toolCalls = callsOf(answer)
    return JSON.stringify({
      ...BASE,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: answer.text.join(''),
            ...(toolCalls && { tool_calls: toolCalls }),
          },
          finish_reason: FINISH[answer.finishReason],
        },
      ],
      ...usageOf(answer),
    })
  },
  stream: (answer) => [
    ...answer.text.map((content) => chunk({ content })),
    ...(callsOf(answer) ?? []).map((call, index) => chunk({ tool_calls: [{ index, ...call }] })),
    chunk({}, FINISH[answer.finishReason], usageOf(answer)) + DONE,
  ],
  error: told,
  errorShapes: (message) => ({
    object: told({ message, type: 'overloaded_error', code: 'overloaded' }),
    string: JSON.stringify({ error: message }),
    'object-error': JSON.stringify({ object: 'error', message, type: 'overloaded_error', code: 503 }),
  }),
  errorsInStream: (message) => ({
    'data-object': event({ error: { message, type: 'server_error', code: 500 } }),
    'data-string': event({ error: message }),
    'event-error': `event: error\n${event({ message, type: 'server_error' })}`,
    'error-field': `error: ${JSON.stringify({ message, code: 500 })}\n\n${DONE}`,
    'object-error': event({ object: 'error', message, code: 500 }) + DONE,
    'finish-error': chunk({ content: '' }, 'error', { error: { message, code: 502 } }),
    'raw-json': `${JSON.stringify({ error: { message, code: 500 } })}\n`,
  }),
  embeddings: (vectors) =>
    JSON.stringify({
      object: 'list',
      model: 'example-1',
      data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
      usage: { prompt_tokens: 3, total_tokens: 3 },
    }),
  models: (models) =>
    JSON.stringify({
      object: 'list',
      data: models.map(({ id, contextLength }) => ({ id, object: 'model', context_length: contextLength })),
    }),
  dialects,
}
