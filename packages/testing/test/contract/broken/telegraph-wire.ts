import type { WireKit } from '@aiu/testing'

const line = (what: object): string => `${JSON.stringify(what)}\n`

/** Telegraph with all that a wire may have a word for. */
export const telegraphWire: WireKit = {
  name: 'telegraph',
  path: '',
  streams: 'application/x-ndjson',
  asks({ path, body }) {
    if (path === '/say') return { operation: 'chat', stream: true }
    if (path === '/models') return { operation: 'listModels' }
    return path === '/vectors' ? { operation: 'embed', input: [body?.texts].flat().map(String) } : undefined
  },
  stream: ({ text, reasoning = [], refusal, toolCalls = [], finishReason, usage }) =>
    finishReason === 'content-filter'
      ? undefined
      : [
          ...reasoning.map((thought) => line({ thought })),
          ...(refusal ? [line({ refusal })] : []),
          ...text.map((word) => line({ word })),
          ...toolCalls.map((call) => line({ call })),
          line({ end: finishReason, used: usage }),
        ],
  error: ({ message, code }) => JSON.stringify({ error: { message, code } }),
  errorsInStream: (message) => ({ line: line({ error: { message } }) }),
  embeddings: (vectors) => JSON.stringify({ vectors, used: 3 }),
  models: (models) => JSON.stringify({ models }),
}
