import { event } from './chat-events.ts'
import { errorBody } from './lists.ts'
import { teller } from './responses-events.ts'
import { responseOf } from './responses-items.ts'

const CODE = 'server_error'

const failed = (message: string) => responseOf({ status: 'failed', error: { code: CODE, message } })

/** Bodies of the Responses API that tell an error with a good status, by the name of their shape. */
export const responsesErrorShapes = (message: string): Readonly<Record<string, string>> => ({
  failed: JSON.stringify(failed(message)),
  object: errorBody({ message, type: 'overloaded_error', code: 'overloaded' }),
  string: JSON.stringify({ error: message }),
  'object-error': JSON.stringify({ object: 'error', message, type: 'overloaded_error', code: 503 }),
})

/** Pieces of a stream of the Responses API that tell an error in the middle of it. */
export function responsesErrorsInStream(message: string): Readonly<Record<string, string>> {
  const tell = teller()
  const flat = { code: CODE, message, param: null }
  const error = { type: CODE, ...flat }
  const bare = (text: string): string => text.replace(/^event: .*\n/, '')
  return {
    // As the API's reference has it, and as its servers send it: https://github.com/vercel/ai, fixtures of openai.
    'error-event': tell('error', flat),
    'error-event-object': tell('error', { error }),
    'error-then-failed': tell('error', { error }) + tell('response.failed', { response: failed(message) }),
    'response-failed': tell('response.failed', { response: failed(message) }),
    'error-unnamed': bare(tell('error', flat)),
    'failed-unnamed': bare(tell('response.failed', { response: failed(message) })),
    'data-object': event({ error }),
    'data-string': event({ error: message }),
    'error-field': `error: ${JSON.stringify({ message, code: 500 })}\n\n`,
    'object-error': event({ object: 'error', message, code: 500 }),
    'raw-json': `${JSON.stringify({ error })}\n`,
  }
}
