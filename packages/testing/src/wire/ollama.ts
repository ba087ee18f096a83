import { pathOf } from './lists.ts'
import { alsoOf } from './ollama-also.ts'
import { ollamaDialects } from './ollama-dialects.ts'
import { doneOf, line, piece, talk } from './ollama-lines.ts'
import type { WireAnswer, WireAsk, WireError, WireKit, WireRequest } from './wire-kit.ts'

/** Ollama's own API: https://github.com/ollama/ollama/blob/main/docs/api.md */
export const ollamaWire: WireKit = {
  name: 'ollama',
  path: '',
  streams: 'application/x-ndjson',
  asks(request: WireRequest): WireAsk | undefined {
    const { method, body } = request
    const path = pathOf(request)
    if (path.endsWith('/api/tags')) return { operation: 'listModels' }
    if (method !== 'POST') return undefined
    if (path.endsWith('/api/embed')) return { operation: 'embed', input: [body?.input].flat().map(String) }
    // Unlike others it streams unless told not to.
    return path.endsWith('/api/chat') ? { operation: 'chat', stream: body?.stream !== false } : undefined
  },
  whole(answer: WireAnswer) {
    const done = doneOf(answer)
    return done && JSON.stringify(talk(answer, done))
  },
  stream(answer: WireAnswer) {
    const done = doneOf(answer)
    if (!done) return undefined
    const { text, reasoning = [], toolCalls = [] } = answer
    return [
      ...reasoning.map((thinking) => piece({ reasoning: [thinking] })),
      ...text.map((word) => piece({ text: [word] })),
      ...toolCalls.map((call, index) => piece({ toolCalls: [call] }, index)),
      line(talk({ text: [] }, done)),
    ]
  },
  // Its errors are texts, without a word for their kind.
  error: ({ message, code, type }: WireError) =>
    code || type ? undefined : JSON.stringify({ error: message }),
  errorShapes: (message) => ({
    string: JSON.stringify({ error: message }),
    object: JSON.stringify({ error: { message, type: 'api_error' } }),
    status: JSON.stringify({ StatusCode: 503, Status: '503 Service Unavailable', error: message }),
  }),
  errorsInStream: (message) => ({
    line: line({ error: message }),
    object: line({ error: { message, type: 'api_error', code: null } }),
    status: line({ StatusCode: 500, Status: '500 Internal Server Error', error: message }),
    'in-a-piece': line({ ...talk({ text: [] }, { done: false }), error: message }),
  }),
  embeddings: (vectors) =>
    JSON.stringify({
      model: 'example-1',
      embeddings: vectors,
      total_duration: 14_143_917,
      prompt_eval_count: 3,
    }),
  models: (models) =>
    JSON.stringify({
      models: models.map(({ id }) => ({
        name: id,
        model: id,
        modified_at: '2026-01-01T00:00:00Z',
        size: 98_363_007,
        digest: 'e'.repeat(64),
        details: { format: 'gguf', family: 'example', families: ['example'], parameter_size: '135M' },
      })),
    }),
  also: alsoOf,
  dialects: ollamaDialects,
}
