import type { ChatEvent } from '@aiu/core'
import { type LinkedSignal, resumeStream } from '@aiu/core/layer-kit'
import type { OpenModel } from '../engine/open-model.ts'
import type { Seat } from '../engine/turnstile.ts'
import { eventQueue } from './event-queue.ts'
import { generate } from './generate.ts'
import type { LocalChatRequest } from './local-request.ts'
import { questionOf } from './question.ts'

/**
 * An answer as events. Nothing begins before the first read. The model writes at its own pace, at most a context full, so a slow reader
 * holds up nobody; leaving and the signal stop it before its next token.
 */
export function chatStream(
  request: LocalChatRequest,
  sit: (signal: AbortSignal) => Promise<Seat<OpenModel>>,
  link: (followed: AbortSignal | undefined) => LinkedSignal,
): AsyncIterable<ChatEvent> {
  const queue = eventQueue<ChatEvent>()
  let own: LinkedSignal | undefined

  const run = async (): Promise<void> => {
    const linked = link(request.signal)
    own = linked
    const { signal } = linked
    const quit = (): void => queue.fail(signal.reason)
    let seat: Seat<OpenModel> | undefined
    try {
      if (signal.aborted) return quit()
      signal.addEventListener('abort', quit)
      const question = questionOf(request)
      seat = await sit(signal)
      await generate(seat.resource, seat.place, question, signal, queue.push)
      queue.end()
    } catch (cause) {
      queue.fail(cause)
    } finally {
      linked.unlink()
      seat?.leave()
    }
  }
  return resumeStream<ChatEvent>({
    next() {
      if (!own) void run()
      return queue.next()
    },
    async return() {
      queue.end()
      own?.abort()
      return { value: undefined, done: true }
    },
  })
}
