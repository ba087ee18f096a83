import { AiuError, isAiuError } from '../errors/aiu-error.ts'
import type { ChatEvent } from '../words/chat.ts'

/**
 * A stream's events as a `text/event-stream` reply, for `readAnswer` at the other end. An error is the last event: its code, message, hint and
 * retry time, nothing else. A reader that leaves ends the answer.
 */
export function toResponse(events: AsyncIterable<ChatEvent>, init?: ResponseInit): Response {
  const iterator = events[Symbol.asyncIterator]()
  const lines = new ReadableStream<string>({
    async pull(controller) {
      const write = (event: object): void => controller.enqueue(`data: ${JSON.stringify(event)}\n\n`)
      try {
        const { done, value } = await iterator.next()
        if (!done) return write(value)
      } catch (cause) {
        const { code, message, hint, retryAfterMs } = isAiuError(cause)
          ? cause
          : new AiuError('server', 'The answer failed.')
        write({ type: 'error', code, message, hint, retryAfterMs })
      }
      controller.close()
    },
    async cancel() {
      await iterator.return?.()
    },
  })
  const response = new Response(lines.pipeThrough(new TextEncoderStream()), init)
  response.headers.set('content-type', 'text/event-stream')
  response.headers.set('cache-control', 'no-cache')
  return response
}
