import type { ChatEvent } from '@aiu/core'
import type { OpenModel } from '../engine/open-model.ts'
import type { Seat } from '../engine/turnstile.ts'
import { eventQueue } from './event-queue.ts'
import { generate } from './generate.ts'
import type { LocalChatRequest } from './local-request.ts'

/**
 * An answer as events. Nothing begins before the first read. The model writes at its own pace, at most a context full, so a slow reader
 * holds up nobody; leaving and the signal stop it before its next token.
 */
export function chatStream(
  request: LocalChatRequest,
  sit: (signal: AbortSignal) => Promise<Seat<OpenModel>>,
): AsyncIterableIterator<ChatEvent, undefined> {
  const queue = eventQueue<ChatEvent>()
  const own = new AbortController()
  const asked = request.signal
  let begun = false

  const quit = (): void => {
    own.abort(asked?.reason)
    queue.fail(asked?.reason)
  }
  const run = async (): Promise<void> => {
    let seat: Seat<OpenModel> | undefined
    try {
      if (asked?.aborted) return quit()
      asked?.addEventListener('abort', quit)
      seat = await sit(own.signal)
      const { resource, place, revoked } = seat
      await generate(resource, place, request, AbortSignal.any([own.signal, revoked]), queue.push)
      queue.end()
    } catch (cause) {
      queue.fail(cause)
    } finally {
      asked?.removeEventListener('abort', quit)
      seat?.leave()
    }
  }
  const iterator: AsyncIterableIterator<ChatEvent, undefined> = {
    [Symbol.asyncIterator]: () => iterator,
    next() {
      if (!begun) {
        begun = true
        void run()
      }
      return queue.next()
    },
    async return() {
      begun = true
      queue.end()
      own.abort()
      return { value: undefined, done: true }
    },
  }
  return iterator
}
