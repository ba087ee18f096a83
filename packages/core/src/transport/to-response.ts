import { AiuError, isAiuError } from '../errors/aiu-error.ts'
import type { ChatEvent } from '../words/chat.ts'

/**
 * Events as a `text/event-stream` reply, for `readAnswer` at the other end. An error is the last event: its code, message, hint and
 * retry time, nothing else. A reader that leaves ends the answer.
 */
export function toResponse(events: AsyncIterable<ChatEvent>, init?: ResponseInit): Response {
  const iterator = events[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const line = (event: object): Uint8Array<ArrayBuffer> => encoder.encode(`data: ${JSON.stringify(event)}\n\n`)
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next()
        if (!done) return controller.enqueue(line(value))
      } catch (cause) {
        const { code, message, hint, retryAfterMs } = isAiuError(cause) ? cause : new AiuError('server', 'The answer failed.')
        controller.enqueue(line({ type: 'error', code, message, hint, retryAfterMs }))
      }
      controller.close()
    },
    async cancel() {
      await iterator.return?.()
    },
  })
  const headers = new Headers(init?.headers)
  headers.set('content-type', 'text/event-stream')
  headers.set('cache-control', 'no-cache')
  return new Response(body, { ...init, headers })
}
