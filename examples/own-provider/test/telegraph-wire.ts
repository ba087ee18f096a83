import type { WireKit } from '@aiu/testing'

const line = (what: object): string => `${JSON.stringify(what)}\n`

/** How telegraph's servers speak, for the contract suite: every answer is lines of JSON. */
export const telegraphWire: WireKit = {
  name: 'telegraph',
  path: '',
  streams: 'application/x-ndjson',
  asks: ({ path }) => (path === '/say' ? { operation: 'chat', stream: true } : undefined),
  stream({ text, toolCalls, finishReason, usage }) {
    if (toolCalls || !/^(stop|length)$/.test(finishReason)) return undefined
    return [...text.map((word) => line({ word })), line({ end: finishReason, used: usage })]
  },
  error: ({ message, code }) => (code ? undefined : JSON.stringify({ error: { message } })),
  errorsInStream: (message) => ({ line: line({ error: { message } }) }),
}
