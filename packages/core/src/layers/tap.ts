import { wrapStream } from '../layer-kit/wrap-stream.ts'

/** What to do as events pass by. What `event` throws ends the stream. */
export interface Taps<E> {
  event?(event: E): void
  /** What goes on in the event's place, to those further out too. Asked before `event`. */
  map?(event: E): E
  /** Once: without an error after `finish`, with it when the stream failed, with `aborted` when the reader left. */
  end?(error?: unknown): void
}

/**
 * The same events, looked at as they pass. One promise for each event, where a generator makes three; and taps around taps share one
 * ring, so that more of them cost no more promises. The innermost looks first.
 */
export const tap = <E extends { readonly type: string }>(
  events: AsyncIterable<E>,
  taps: Taps<E>,
): AsyncIterable<E> =>
  wrapStream({
    open: () => events,
    mapEvent: taps.map?.bind(taps),
    onEvent: taps.event?.bind(taps),
    onEnd: taps.end?.bind(taps),
  })
