import { AiuError, type BaseTold, type CallOptions } from '@aiu/core'
import type { Recording } from './recording.ts'

type Event = BaseTold & { readonly type: string }
type Record = Recording<unknown>

/** Events, told as they pass: from the first read to the end. Without a recording they pass as they are. */
function reading<Q extends CallOptions, E extends Event>(
  begin: () => Recording<Q> | undefined,
  request: Q,
  next: (request: Q) => AsyncIterable<E>,
  ended: (call: Record) => void,
) {
  let call: Recording<Q> | undefined
  let events: AsyncIterator<E> | undefined
  const fail = (cause: unknown): never => {
    if (call) {
      call.failed(cause)
      ended(call)
    }
    throw cause
  }
  const take = (step: IteratorResult<E>): IteratorResult<E> => {
    if (!call) return step
    if (!step.done) call.event(step.value)
    // No layer ends without `finish`, but if one does it is no success.
    else call.failed(new AiuError('interrupted', 'The stream ended without a finish.'))
    if (step.done || step.value.type === 'finish') ended(call)
    return step
  }
  return {
    /** The first read. */
    open(): Record | undefined {
      call = begin()
      const open = (): AsyncIterator<E> => next(call?.request ?? request)[Symbol.asyncIterator]()
      try {
        events = call ? call.within(open) : open()
      } catch (cause) {
        fail(cause)
      }
      return call
    },
    pull(): Promise<IteratorResult<E>> {
      const from = events
      if (!from) return Promise.resolve({ value: undefined, done: true })
      return call ? call.within(() => from.next()).then(take, fail) : from.next()
    },
    async leave(): Promise<IteratorResult<E>> {
      // Its attempts are told before it waits for anything.
      const left = call ? call.within(() => events?.return?.()) : events?.return?.()
      if (call) {
        call.failed(new AiuError('aborted', 'The reader left.'))
        ended(call)
      }
      return (await left) ?? { value: undefined, done: true }
    },
  }
}

/**
 * Watches over streams: one that its reader forgets halfway ends when it is collected, as of its last event. Nothing but its reader may
 * know the iterator, so that it can be.
 */
export function recordedEvents() {
  let registry: FinalizationRegistry<Record> | undefined
  const keep = (iterator: object, call: Record): void => {
    // Older workers have none.
    if (typeof FinalizationRegistry === 'undefined') return
    registry ??= new FinalizationRegistry((lost) =>
      lost.failed(new AiuError('aborted', 'The reader forgot it.'), lost.lastAt),
    )
    registry.register(iterator, call, call)
  }
  const ended = (call: Record): void => void registry?.unregister(call)

  const iteratorOf = <E>({
    open,
    pull,
    leave,
  }: {
    open(): Record | undefined
    pull(): Promise<IteratorResult<E>>
    leave(): Promise<IteratorResult<E>>
  }): AsyncIterator<E> => {
    let opened = false
    const iterator: AsyncIterator<E> = {
      next() {
        if (opened) return pull()
        opened = true
        try {
          const call = open()
          if (call) keep(iterator, call)
          return pull()
        } catch (cause) {
          return Promise.reject(cause)
        }
      },
      return() {
        opened = true
        return leave()
      },
    }
    return iterator
  }
  return <Q extends CallOptions, E extends Event>(
    begin: () => Recording<Q> | undefined,
    request: Q,
    next: (request: Q) => AsyncIterable<E>,
  ): AsyncIterable<E> => ({
    [Symbol.asyncIterator]: () => iteratorOf(reading(begin, request, next, ended)),
  })
}
