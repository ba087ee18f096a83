import type { WireKit } from '@aiu/testing'

const line = (what: object): string => `${JSON.stringify(what)}\n`

/** Telegraph with tools. */
export const telegraphWire: WireKit = {
  name: 'telegraph',
  path: '',
  streams: 'application/x-ndjson',
  asks: ({ path }) => (path === '/say' ? { operation: 'chat', stream: true } : undefined),
  stream: ({ text, toolCalls = [], finishReason, usage }) =>
    finishReason === 'content-filter'
      ? undefined
      : [
          ...text.map((word) => line({ word })),
          ...toolCalls.map((call) => line({ call })),
          line({ end: finishReason, used: usage }),
        ],
  error: ({ message, code }) => JSON.stringify({ error: { message, code } }),
  errorsInStream: (message) => ({ line: line({ error: { message } }) }),
}
