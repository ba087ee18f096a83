import { AiuError, type BaseTold, type CallOptions } from '@aiu/core'
import { type StreamHooks, wrapStream } from '@aiu/core/layer-kit'
import type { Recording } from './recording.ts'

type Event = BaseTold & { readonly type: string }
type Record = Recording<unknown>

/**
 * Records streams: each from its first read to its end. One that its reader forgets halfway ends when it is collected, as of its last
 * event. Without a recording, events pass as they are.
 */
export function recordedEvents() {
  let registry: FinalizationRegistry<Record> | undefined
  /** The hooks live as long as whoever reads the stream. */
  const watch = (hooks: object, call: Record): void => {
    // Older workers have none.
    if (typeof FinalizationRegistry === 'undefined') return
    registry ??= new FinalizationRegistry((lost) =>
      lost.failed(new AiuError('aborted', 'The reader forgot it.'), lost.lastAt),
    )
    registry.register(hooks, call, call)
  }

  return <Q extends CallOptions, E extends Event>(
    begin: () => Recording<Q> | undefined,
    request: Q,
    next: (request: Q) => AsyncIterable<E>,
  ): AsyncIterable<E> => {
    let call: Recording<Q> | undefined
    let finished = false
    const hooks: StreamHooks<E> = {
      open() {
        call = begin()
        if (!call) return next(request)
        watch(hooks, call)
        const { request: own } = call
        return call.within(() => next(own))
      },
      around: (step) => (call ? call.within(step) : step()),
      onEvent(event) {
        finished ||= event.type === 'finish'
        call?.event(event)
      },
      onEnd(error) {
        if (!call) return
        // No layer ends without `finish`, but if one does it is no success.
        if (!finished) call.failed(error ?? new AiuError('interrupted', 'The stream ended without a finish.'))
        registry?.unregister(call)
      },
    }
    return wrapStream(hooks)
  }
}
