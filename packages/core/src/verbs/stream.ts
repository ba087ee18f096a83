import { chatResponse, partialOf } from '../call/chat-response.ts'
import { collector } from '../call/collector.ts'
import { liveCall } from '../call/live-call.ts'
import { toRequest } from '../call/to-request.ts'
import { turns } from '../call/turns.ts'
import type { ChatEvent, ChatResponse, ChatResult } from '../words/chat.ts'
import type { Prompt } from '../words/messages.ts'
import type { ChatOptions, Provider } from '../words/provider.ts'
import type { ResponseBase } from '../words/response-base.ts'

/**
 * An answer as it comes: events, or `textStream`, to be read once by either. Nothing is sent before the first read. Leaving a
 * loop over it closes the connection.
 */
export interface AnswerStream extends AsyncIterable<ChatEvent, undefined> {
  /** The text alone, piece by piece. */
  readonly textStream: AsyncIterable<string, undefined>
  /**
   * The whole answer. Reads on by itself unless a loop is reading at that moment; what it reads is kept for a loop. Rejects with an
   * `AiuError` that has the answer so far as `partial`.
   */
  readonly response: Promise<ChatResponse>
  /** Closes the connection; readers and `response` reject with `aborted`. */
  cancel(reason?: unknown): void
}

type Reader<T> = AsyncIterableIterator<T, undefined>

/**
 * One question, and its answer as it comes.
 *
 * @example for await (const piece of stream(provider, 'Tell me about it').textStream) show(piece)
 */
export function stream<P extends Provider>(
  provider: P,
  prompt: Prompt,
  options?: ChatOptions<P>,
): AnswerStream {
  const { result, add } = collector()
  const whole = Promise.withResolvers<ChatResponse>()
  whole.promise.catch(() => {})
  const live = liveCall(
    provider,
    'stream',
    toRequest(prompt, options),
    (event: ChatEvent) => {
      add(event)
      // The base came with the finish.
      if (event.type === 'finish') whole.resolve(chatResponse(result as ChatResult & ResponseBase))
    },
    (error, sent) => {
      if (sent) error.partial ??= partialOf(result)
      // A reader who has left, or aborted, wants no more of it.
      if (error.code === 'aborted') kept.length = 0
      whole.reject(error)
    },
  )
  const { view, ahead, kept } = turns(live)
  const reader = <T>(pick: (event: ChatEvent) => T | undefined): Reader<T> => {
    const self: Reader<T> = { [Symbol.asyncIterator]: () => self, next: view(pick), return: live.leave }
    return self
  }
  const iterator = reader((event) => event)

  return {
    [Symbol.asyncIterator]: () => iterator,
    textStream: reader((event) => (event.type === 'text' ? event.text : undefined)),
    get response() {
      queueMicrotask(ahead)
      return whole.promise
    },
    cancel: (reason) => void live.leave(reason),
  }
}
