import { AiuError, isAiuError } from '../errors/aiu-error.ts'
import type { ChatEvent, FinishEvent } from '../words/chat.ts'

/**
 * A stream's events as a `text/event-stream` reply, for `readAnswer` at the other end. Nothing is read before the reply is. What was
 * tried and the vendor's headers stay here: they tell of servers that are no business of a page's. An error is the last event: its
 * code, message, hint and retry time, nothing else. A reader that leaves ends the answer.
 */
export function toResponse(events: AsyncIterable<ChatEvent>, init?: ResponseInit): Response {
  const iterator = events[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const line = (event: object): Uint8Array<ArrayBuffer> =>
    encoder.encode(`data: ${JSON.stringify(event)}\n\n`)
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const step = await iterator.next()
          if (!step.done) {
            const { attempts: _, headers: __, ...told } = step.value as FinishEvent
            return controller.enqueue(line(told))
          }
        } catch (cause) {
          const { code, message, hint, retryAfterMs } = isAiuError(cause)
            ? cause
            : new AiuError('server', 'The answer failed.')
          controller.enqueue(line({ type: 'error', code, message, hint, retryAfterMs }))
        }
        controller.close()
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
  const response = new Response(body, init)
  response.headers.set('content-type', 'text/event-stream')
  response.headers.set('cache-control', 'no-cache')
  return response
}
