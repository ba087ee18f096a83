import { chunk, DONE, event } from './chat-events.ts'
import { errorBody } from './lists.ts'

/** Bodies of chat completions that tell an error with a good status, by the name of their shape. */
export const chatErrorShapes = (message: string): Readonly<Record<string, string>> => ({
  object: errorBody({ message, type: 'overloaded_error', code: 'overloaded' }),
  string: JSON.stringify({ error: message }),
  'object-error': JSON.stringify({ object: 'error', message, type: 'overloaded_error', code: 503 }),
})

/** Pieces of a stream of chat completions that tell an error in the middle of it. */
export const chatErrorsInStream = (message: string): Readonly<Record<string, string>> => ({
  'data-object': event({ error: { message, type: 'server_error', code: 500 } }),
  'data-string': event({ error: message }),
  'event-error': `event: error\n${event({ message, type: 'server_error' })}`,
  'error-field': `error: ${JSON.stringify({ message, code: 500 })}\n\n${DONE}`,
  'object-error': event({ object: 'error', message, code: 500 }) + DONE,
  'finish-error': chunk('', 'error', { error: { message, code: 502 } }),
  'raw-json': `${JSON.stringify({ error: { message, code: 500 } })}\n`,
})
