import { chatResponse, partialOf } from '../call/chat-response.ts'
import { collector } from '../call/collector.ts'
import { liveCall } from '../call/live-call.ts'
import { reader } from '../call/reader.ts'
import { toRequest } from '../call/to-request.ts'
import { turns } from '../call/turns.ts'
import type { AiuError } from '../errors/aiu-error.ts'
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
  /** Made when it is asked for. */
  let whole: Promise<ChatResponse> | undefined
  let failure: AiuError | undefined
  let settle: (() => void) | undefined
  const live = liveCall(
    provider,
    'stream',
    toRequest(prompt, options),
    (event: ChatEvent) => {
      add(event)
      settle?.()
    },
    (error, sent) => {
      if (sent) error.partial ??= partialOf(result)
      // A reader who has left, or aborted, wants no more of it.
      if (error.code === 'aborted') kept.length = 0
      failure = error
      settle?.()
    },
  )
  const { view, ahead, kept } = turns(live)
  return {
    [Symbol.asyncIterator]: () =>
      reader(
        view((event) => event),
        live.leave,
      ),
    get textStream() {
      return reader(
        view((event) => (event.type === 'text' ? event.text : event.type === 'finish' ? null : undefined)),
        live.leave,
      )
    },
    get response() {
      whole ??= new Promise((resolve, reject) => {
        settle = () => {
          if (failure) reject(failure)
          // The base comes with the finish.
          else if ((result as Partial<ResponseBase>).timing)
            resolve(chatResponse(result as ChatResult & ResponseBase))
        }
        settle()
      })
      whole.catch(() => {})
      queueMicrotask(ahead)
      return whole
    },
    cancel: live.leave as AnswerStream['cancel'],
  }
}
