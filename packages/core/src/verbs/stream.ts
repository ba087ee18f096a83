import { chatResponse, partialOf } from '../call/chat-response.ts'
import { collector } from '../call/collector.ts'
import { meter } from '../call/meter.ts'
import { ownSignal } from '../call/own-signal.ts'
import { toRequest } from '../call/to-request.ts'
import { aborted } from '../errors/aborted.ts'
import { AiuError } from '../errors/aiu-error.ts'
import type { ChatEvent, ChatResponse } from '../words/chat.ts'
import type { Prompt } from '../words/messages.ts'
import type { ChatOptions, Provider } from '../words/provider.ts'

/**
 * An answer as it comes: events, or `textStream`, to be read once by either. Nothing is sent before the first read. Leaving a
 * loop over it closes the connection.
 */
export interface AnswerStream extends AsyncIterable<ChatEvent, undefined> {
  /** The text alone, piece by piece. */
  readonly textStream: AsyncIterable<string, undefined>
  /** The whole answer. Reads on by itself while nobody else does. Rejects with an `AiuError` that has the answer so far as `partial`. */
  readonly response: Promise<ChatResponse>
  /** Closes the connection; readers and `response` reject with `aborted`. */
  cancel(reason?: unknown): void
}

type Step<T> = IteratorResult<T, undefined>
interface Reader<T> extends AsyncIterableIterator<T, undefined> {
  return(): Promise<Step<T>>
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
  const asked = toRequest(prompt, options)
  const { signal, abort, free } = ownSignal(asked.signal)
  const { request, token, done, failed } = meter(provider, 'stream', asked)
  const { result, add } = collector(token)
  const whole = Promise.withResolvers<ChatResponse>()
  whole.promise.catch(() => {})
  let events: AsyncIterator<ChatEvent> | undefined
  /** The read that is under way. */
  let reading: Promise<unknown> | undefined
  let ended = false
  let failure: AiuError | undefined
  /** What was read for `response` while a loop stood between two reads of its own. */
  const kept: ChatEvent[] = []

  const settle = (cause?: unknown): AiuError => {
    reading = undefined
    if (!failure) {
      free()
      ended = true
      if (events || !signal.aborted) {
        failure = failed(cause, signal, result)
        failure.partial ??= partialOf(result)
      } else failure = aborted(signal)
      whole.reject(failure)
    }
    return failure
  }
  const fail = (cause: unknown): never => {
    throw settle(cause)
  }

  const leave = async (reason?: unknown): Promise<Step<never>> => {
    if (!ended) {
      abort(reason)
      settle()
    }
    void events?.return?.().catch(() => {})
    return { value: undefined, done: true }
  }

  const open = async (): Promise<IteratorResult<ChatEvent>> => {
    signal.throwIfAborted()
    events = provider.stream({ ...request, signal })[Symbol.asyncIterator]()
    return events.next()
  }

  /** A view of the events: what `pick` makes of each, save `undefined`. Costs one promise more than the provider's own. */
  const reader = <T>(pick: (event: ChatEvent) => T | undefined, fresh?: boolean): Reader<T> => {
    const give = (event: ChatEvent): Step<T> | Promise<Step<T>> => {
      const value = pick(event)
      return value === undefined ? next() : { value, done: false }
    }
    const take = (step: IteratorResult<ChatEvent>): Step<T> | Promise<Step<T>> => {
      reading = undefined
      if (step.done) {
        if (ended && !failure) return { value: undefined, done: true }
        return fail(
          new AiuError('interrupted', `${provider.name} ended the stream before the answer was complete.`, {
            provider: provider.name,
          }),
        )
      }
      add(step.value)
      if (step.value.type === 'finish') {
        ended = true
        free()
        whole.resolve(chatResponse(done(result)))
      }
      return give(step.value)
    }
    const next = (): Promise<Step<T>> => {
      if (reading) return reading.then(next, next)
      if (!fresh && kept[0]) return Promise.resolve(give(kept.shift() as ChatEvent))
      if (ended && !failure) return leave()
      const step = (events ? events.next() : open()).then(take, fail)
      reading = step
      return step
    }
    const self: Reader<T> = { [Symbol.asyncIterator]: () => self, next, return: () => leave() }
    return self
  }

  const iterator = reader((event) => event)

  /** Reads to the end for `response`, unless a loop is at it; what a loop has not had yet is kept for it. */
  const readOn = (): void => {
    if (reading || ended) return
    const begun = events
    const { next } = reader((event) => (begun ? kept.push(event) : 1), true)
    const on = (step: Step<number>): unknown => step.done || next().then(on)
    next()
      .then(on)
      .catch(() => {})
  }

  return {
    [Symbol.asyncIterator]: () => iterator,
    textStream: reader((event) => (event.type === 'text' ? event.text : undefined)),
    get response() {
      queueMicrotask(readOn)
      return whole.promise
    },
    cancel: (reason) => void leave(reason),
  }
}
