import { chatResponse, textOf, toolCallsOf } from '../call/chat-response.ts'
import { meter } from '../call/meter.ts'
import { ownSignal } from '../call/own-signal.ts'
import { toRequest } from '../call/to-request.ts'
import { aborted } from '../errors/aborted.ts'
import { AiuError } from '../errors/aiu-error.ts'
import { toResponse } from '../transport/to-response.ts'
import type { ChatEvent, ChatResponse, ChatResult } from '../words/chat.ts'
import type { AssistantPart, Prompt } from '../words/messages.ts'
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
  /** As a `text/event-stream` reply, for `readAnswer` at the other end. */
  toResponse(init?: ResponseInit): Response
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
export function stream<P extends Provider>(provider: P, prompt: Prompt, options?: ChatOptions<P>): AnswerStream {
  const asked = toRequest(prompt, options)
  const { signal, abort, free } = ownSignal(asked.signal)
  const { request, token, done, failed } = meter(provider, 'stream', asked)
  const parts: AssistantPart[] = []
  let result: ChatResult = { parts, finishReason: 'other' }
  /** The part that grows. */
  let open: { type: 'text' | 'reasoning' | 'refusal'; text: string } | undefined
  let events: AsyncIterator<ChatEvent> | undefined
  /** The read that is under way. */
  let reading: Promise<unknown> | undefined
  let outcome: ChatResponse | undefined
  let failure: AiuError | undefined
  let response: Promise<ChatResponse> | undefined
  let settle: (() => void) | undefined
  /** What was read for `response` while a loop stood between two reads of its own. */
  const kept: ChatEvent[] = []

  const fail = (cause?: unknown): never => {
    reading = undefined
    if (!failure) {
      free()
      if (!events && signal.aborted) failure = aborted(signal)
      else {
        failure = failed(cause, signal, result)
        failure.partial ??= { text: textOf(parts), toolCalls: toolCallsOf(parts), usage: result.usage }
      }
      settle?.()
    }
    throw failure
  }

  const add = (event: ChatEvent): void => {
    const { type } = event
    if (type === 'text' || type === 'reasoning' || type === 'refusal') {
      if (open?.type === type) open.text += event.text
      else {
        token()
        open = { type, text: event.text }
        parts.push(open)
      }
    } else if (type === 'tool-call') parts.push(event.call)
    else if (type === 'source') parts.push(event)
    else if (type !== 'tool-call-delta') {
      const { type: _, ...told } = event
      result = { ...result, ...told }
      if (type === 'finish') {
        free()
        outcome = chatResponse(done(result))
        settle?.()
      }
    }
  }

  const leave = async (reason?: unknown): Promise<Step<never>> => {
    if (!outcome && !failure) {
      abort(reason)
      try {
        fail()
      } catch {}
    }
    void events?.return?.().catch(() => {})
    return { value: undefined, done: true }
  }

  /** A view of the events: what `pick` makes of each, save `undefined`. Costs one promise more than the provider's own. */
  const reader = <T>(pick: (event: ChatEvent) => T | undefined, fresh?: boolean): Reader<T> => {
    const give = (event: ChatEvent): Step<T> | Promise<Step<T>> => {
      const value = pick(event)
      return value === undefined ? self.next() : { value, done: false }
    }
    const take = (step: IteratorResult<ChatEvent>): Step<T> | Promise<Step<T>> => {
      reading = undefined
      try {
        if (!step.done) add(step.value)
        else if (!outcome)
          throw new AiuError('interrupted', `${provider.name} ended the stream before the answer was complete.`, {
            provider: provider.name,
          })
      } catch (cause) {
        return fail(cause)
      }
      return step.done ? { value: undefined, done: true } : give(step.value)
    }
    const self: Reader<T> = {
      [Symbol.asyncIterator]: () => self,
      return: () => leave(),
      next() {
        if (reading) return reading.then(self.next, self.next)
        if (!fresh && kept[0]) return Promise.resolve(give(kept.shift() as ChatEvent))
        if (outcome) return leave()
        try {
          if (failure) throw failure
          signal.throwIfAborted()
          events ??= provider.stream({ ...request, signal })[Symbol.asyncIterator]()
          const step = events.next().then(take, fail)
          reading = step
          return step
        } catch (cause) {
          return Promise.reject(cause).catch(fail)
        }
      },
    }
    return self
  }

  const iterator = reader((event) => event)

  /** Reads to the end for `response`, unless a loop is at it; what a loop has not had yet is kept for it. */
  const readOn = (): void => {
    if (reading || outcome || failure) return
    const begun = events
    const { next } = reader((event) => (begun ? kept.push(event) : 1), true)
    const on = (step: Step<number>): unknown => step.done || next().then(on)
    next().then(on).catch(() => {})
  }

  return {
    [Symbol.asyncIterator]: () => iterator,
    textStream: reader((event) => (event.type === 'text' ? event.text : undefined)),
    get response() {
      if (!response) {
        response = new Promise((resolve, reject) => {
          settle = () => (failure ? reject(failure) : outcome && resolve(outcome))
        })
        response.catch(() => {})
        settle?.()
      }
      queueMicrotask(readOn)
      return response
    },
    cancel: (reason) => void leave(reason),
    toResponse: (init) => toResponse(iterator, init),
  }
}
