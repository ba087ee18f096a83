import { aborted } from '../errors/aborted.ts'
import { AiuError } from '../errors/aiu-error.ts'
import type { CallOptions } from '../words/call-options.ts'
import type { StreamOperation } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { BaseTold } from '../words/response-base.ts'
import { tell } from './collector.ts'
import { meter } from './meter.ts'
import { ownSignal } from './own-signal.ts'
import { quit } from './quit.ts'
import type { Source, Step } from './turns.ts'

type Event = { readonly type: string } & BaseTold

/**
 * One call that answers in pieces, at a provider. Nothing is sent before the first read, and it has one end, at which the provider is
 * told to close.
 */
export interface LiveCall<E> extends Source<IteratorResult<E>, E> {
  /** Ends it as `aborted`, unless it has ended. */
  leave(reason?: unknown): Promise<Step<never>>
}

/**
 * Its attempt is told once, whatever its end; its `finish` carries the response's base. `see` has each event before a reader has it,
 * `lost` has the failure, and whether anything was sent.
 */
export function liveCall<E extends Event, Q extends CallOptions, Op extends StreamOperation>(
  provider: Endpoint & { readonly [O in Op]: (request: Q) => AsyncIterable<E> },
  operation: Op,
  asked: Q,
  see?: (event: E) => void,
  lost?: (error: AiuError, sent: boolean) => void,
): LiveCall<E> {
  const { signal, abort, link, free } = ownSignal(asked.signal)
  const { request, token, done, failed } = meter(provider, operation, { ...asked, signal })
  const seen: BaseTold = {}
  let events: AsyncIterator<E> | undefined
  let sent = false
  let ended = false
  let failure: AiuError | undefined

  const close = (): void => {
    free()
    void quit(events)
  }
  const fail = (cause: unknown): never => {
    if (!failure) {
      ended = true
      failure = sent ? failed(cause, seen) : aborted(signal)
      lost?.(failure, sent)
      // A layer that failed by itself may have left the provider at work.
      abort()
      close()
    }
    throw failure
  }
  const leave = async (reason?: unknown): Promise<Step<never>> => {
    if (!ended)
      try {
        abort(reason)
        fail(reason)
      } catch {}
    return { value: undefined, done: true }
  }
  const open = async (): Promise<IteratorResult<E>> => {
    link()
    signal.throwIfAborted()
    sent = true
    events = provider[operation](request)[Symbol.asyncIterator]()
    return events.next()
  }
  return {
    fail,
    leave,
    read: () => (ended ? leave() : events ? events.next() : open()),
    take(step) {
      if (failure) throw failure
      if (ended) return step as Step<never>
      try {
        if (step.done)
          throw new AiuError(
            'interrupted',
            `${provider.name} ended the stream before the answer was complete.`,
            { provider: provider.name },
          )
        if (!tell(seen, step.value)) token()
        if (step.value.type === 'finish') {
          step = { value: { ...step.value, ...done(seen) }, done: false }
          ended = true
          // Nobody need read on.
          close()
        }
        see?.(step.value)
        return step
      } catch (cause) {
        return fail(cause)
      }
    },
  }
}
