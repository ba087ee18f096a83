import { quit } from '../call/quit.ts'
import { AiuError } from '../errors/aiu-error.ts'
import type { Awaitable } from './awaitable.ts'
import { RING, type Source, type StreamEvent } from './ring-source.ts'

type Step<E> = IteratorResult<E, undefined>

/** What `open` is given. */
export interface Opening {
  /** Fires when the reader leaves before the stream is open. Made when it is first asked for. */
  readonly signal: AbortSignal
}

/** What a layer does around a stream. All of it belongs to one reading of one stream. */
export interface StreamHooks<E> {
  /**
   * The stream further in. Called once, at the first read, so that nothing is sent before it. What it throws is the stream's failure. When
   * the reader leaves before it has resolved, what it resolves to is closed.
   */
  open(opening: Opening): Awaitable<AsyncIterable<E>>
  /** Before each read of the stream further in. */
  onRead?: (() => void) | undefined
  /** The event that takes this one's place, for those further out as well; `undefined` drops it. Called before `onEvent`. */
  readonly mapEvent?: ((event: E) => E | undefined) | undefined
  /** Each event, before the reader has it. What it throws ends the stream. */
  onEvent?: ((event: E) => void) | undefined
  /** The end, told once: without an error after `finish`, with it when the stream failed, with `aborted` when the reader left. */
  onEnd?: ((error?: unknown) => void) | undefined
  /** Runs each step inwards: opening, reading, closing. For a context that they must run in. */
  around?: (<T>(step: () => T) => T) | undefined
}

const readerLeft = (): AiuError => new AiuError('aborted', 'The reader left.')

/**
 * A stream with hooks around it: the one way to write a layer's `iterate`. Streams that are wrapped several times share one ring, so that
 * an event costs one promise however many layers it passes; the innermost looks first. Without a hook but `open`, an event costs none.
 */
export const wrapStream = <E extends StreamEvent>(hooks: StreamHooks<E>): AsyncIterable<E> => ({
  [Symbol.asyncIterator]: () => ring([hooks]),
})

function ring<E extends StreamEvent>(hooks: readonly StreamHooks<E>[]): AsyncIterator<E> & Source<E> {
  let source: Source<E> | undefined
  let over: { readonly error?: unknown } | undefined
  let left: AbortController | undefined
  let first: Promise<Step<E>> | undefined
  /** While it is being opened. */
  let rejectOpening: ((cause: unknown) => void) | undefined
  /** Nobody looks at what passes. */
  let bare = false
  /** No step needs a context. */
  let plain = false

  const opening: Opening = {
    get signal() {
      left ??= new AbortController()
      if (over) left.abort(over.error)
      return left.signal
    },
  }
  /** `from`: the hook that failed. For those further in, the reader left. */
  const end = (error?: unknown, from = 0): void => {
    over = { error }
    for (const [at, { onEnd }] of hooks.entries()) onEnd?.(at < from ? readerLeft() : error)
  }
  const enter = <T>(step: () => T): T =>
    hooks.reduce((inner, { around }) => (around ? () => around(inner) : inner), step)()

  /** Takes over what a ring further in does, so that a read passes one ring. */
  const join = (): void => {
    const inner = source?.[RING]?.()
    if (inner) {
      hooks = [...inner.hooks, ...hooks]
      source = inner.source
    }
    bare = !hooks.some(({ onRead, mapEvent, onEvent, onEnd }) => onRead ?? mapEvent ?? onEvent ?? onEnd)
    plain = !hooks.some(({ around }) => around)
  }
  const pull = (): Promise<Step<E>> => {
    const from = source as Source<E>
    if (!bare) for (let at = 0; at < hooks.length; at++) hooks[at]?.onRead?.()
    return (plain ? from.next() : enter(() => from.next())) as Promise<Step<E>>
  }
  const open = async (): Promise<Step<E>> => {
    while (!source) {
      const opened = enter(() => (hooks[0] as StreamHooks<E>).open(opening))
      const events = opened instanceof Promise ? await opened : opened
      source = events[Symbol.asyncIterator]()
      if (over) {
        void quit(source)
        throw over.error
      }
      join()
    }
    rejectOpening = undefined
    return pull()
  }
  const take = (step: Step<E>): Step<E> | Promise<Step<E>> => {
    if (over) throw over.error
    if (step.done) {
      end()
      return step
    }
    let { value } = step
    let at = 0
    try {
      for (; at < hooks.length; at++) {
        const { mapEvent, onEvent } = hooks[at] as StreamHooks<E>
        const mapped = mapEvent ? mapEvent(value) : value
        if (!mapped) return self.next() as Promise<Step<E>>
        value = mapped
        onEvent?.(value)
      }
    } catch (cause) {
      // Further in, its attempt is told before the end is.
      void quit(source)
      end(cause, at)
      throw cause
    }
    // Nobody reads on after `finish`, so the stream's own end may never be seen.
    if (value.type === 'finish') end()
    return value === step.value ? step : { value, done: false }
  }
  const fail = (cause: unknown): never => {
    if (!over) end(cause)
    throw cause
  }

  const self: AsyncIterator<E> & Source<E> = {
    next() {
      if (over) return Promise.resolve({ value: undefined, done: true })
      try {
        if (source) {
          if (source[RING]) join()
          return bare ? pull() : pull().then(take, fail)
        }
        if (first) return first.then(self.next, self.next)
        first = new Promise<Step<E>>((resolve, reject) => {
          rejectOpening = reject
          open().then(resolve, reject)
        }).then(take, fail) as Promise<Step<E>>
        return first
      } catch (cause) {
        return Promise.reject(cause).then(take, fail)
      }
    },
    async return() {
      if (!over) {
        over = {}
        // Nobody is told of it where nobody looks: an error costs as much as a short stream.
        if (bare) {
          await source?.return?.()
          return { value: undefined, done: true }
        }
        const error = readerLeft()
        over = { error }
        // Attempts are told before the end is, and nothing is waited for.
        const closing = (async () => enter(() => source?.return?.()))()
        end(error)
        if (rejectOpening) {
          left?.abort(error)
          rejectOpening(error)
        }
        await closing
      }
      return { value: undefined, done: true }
    },
    [RING]() {
      if (over || rejectOpening) return
      over = {}
      return { hooks, source }
    },
  }
  return self
}
