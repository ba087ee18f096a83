import { AiuError, isAiuError } from '@aiu/core'
import { leftFor } from './or-leave.ts'

export interface FlightPlan<T> {
  /** Goes upstream, under the flight's own signal. */
  run(signal: AbortSignal): AsyncIterator<T>
  /** Is the answer complete with this item? A reader may leave after it without stopping anything. */
  isLast(item: T): boolean
  /** Has each item once, as it comes; tells its size. */
  seen(item: T): number
  /** So much may be kept for those who join late. */
  readonly mostKept: number
  /** Once, when it is over: with everything that came, or why there is nothing to be kept. */
  end(all: readonly T[] | 'failed' | 'left' | 'too-long'): void
}

/** One call upstream that several read. */
export interface Flight<T> {
  /** May one still join? Not once it is over, or what came first has been let go. */
  readonly open: boolean
  /** Everything, from the beginning. Leaves when the signal fires. */
  read(signal: AbortSignal | undefined): AsyncIterableIterator<T, undefined>
  /** The first item alone. */
  first(signal: AbortSignal | undefined): Promise<T>
}

/** One who reads. There may be ten thousand, so each is small. */
interface Reader {
  at: number
  /** Came when another one was there. */
  readonly joins: boolean
  readonly signal: AbortSignal | undefined
  /** Something has happened. */
  wake?: () => void
}

/** However small they are, more items are not kept: each takes memory of its own. */
export const MOST_ITEMS = 262_144

/** The error as another caller gets it: core writes each caller's own attempts onto his. */
function asOwn(error: unknown): unknown {
  if (!isAiuError(error)) return error
  const { code, message, cause, stack: _, name: __, attempts: ___, partial: ____, ...fields } = error
  return new AiuError(code, message, { ...fields, cause })
}

/**
 * What has come so far is kept for those who join late. A flight has a signal of its own, so that no reader's leaving hurts the
 * others; the last one to leave cancels it. It reads on only when a reader asks for more, so that a slow reader slows the server.
 */
export function flight<T>({ run, isLast, seen, mostKept, end }: FlightPlan<T>): Flight<T> {
  const stop = new AbortController()
  const items: T[] = []
  const readers = new Set<Reader>()
  let source: AsyncIterator<T> | undefined
  let pulling = false
  /** How many items have been let go. */
  let gone = 0
  let size = 0
  let flying = true
  let begun = false
  let failure: { readonly error: unknown } | undefined

  const isLong = (): boolean => size > mostKept || gone + items.length > MOST_ITEMS
  const quit = async (): Promise<void> => {
    try {
      await source?.return?.()
    } catch {}
  }
  const land = (all: readonly T[] | 'failed' | 'left'): void => {
    if (!flying) return
    flying = false
    end(isLong() && all === items ? 'too-long' : all)
    // It may be waiting to be read on, or to close.
    void quit()
  }
  const take = (item: T): void => {
    items.push(item)
    size += seen(item)
    if (isLast(item)) land(items)
    else if (isLong()) {
      let needed = gone + items.length
      for (const { at } of readers) needed = Math.min(needed, at)
      gone += items.splice(0, needed - gone).length
    }
  }
  /** The next item, asked for once for all who wait for it. Never rejects. */
  const pull = async (): Promise<void> => {
    if (pulling) return
    pulling = true
    try {
      source ??= run(stop.signal)
      const step = await source.next()
      if (step.done) throw new AiuError('interrupted', 'The answer ended before it was complete.')
      take(step.value)
    } catch (error) {
      failure ??= { error }
      land('failed')
    }
    pulling = false
    for (const { wake } of readers) wake?.()
  }
  const enter = (signal: AbortSignal | undefined): Reader => {
    const reader: Reader = { at: 0, joins: begun, signal }
    begun = true
    readers.add(reader)
    return reader
  }
  const leave = (reader: Reader): void => {
    if (!readers.delete(reader)) return
    reader.wake?.()
    if (readers.size || !flying) return
    stop.abort()
    land('left')
  }
  const next = async (reader: Reader): Promise<IteratorResult<T, undefined>> => {
    const { signal, joins } = reader
    try {
      for (;;) {
        if (signal?.aborted) throw leftFor(signal)
        if (!readers.has(reader)) return { value: undefined, done: true }
        const index = reader.at - gone
        if (index < items.length) {
          reader.at++
          return { value: items[index] as T, done: false }
        }
        if (failure) throw joins ? asOwn(failure.error) : failure.error
        if (!flying) return { value: undefined, done: true }
        const woken = new Promise<void>((resolve) => {
          reader.wake = resolve
          signal?.addEventListener('abort', resolve as () => void)
        })
        void pull()
        await woken
        signal?.removeEventListener('abort', reader.wake as () => void)
      }
    } catch (error) {
      leave(reader)
      throw error
    }
  }

  return {
    get open() {
      return flying && !gone
    },
    first: async (signal) => (await next(enter(signal))).value as T,
    read(signal) {
      const reader = enter(signal)
      const self: AsyncIterableIterator<T, undefined> = {
        [Symbol.asyncIterator]: () => self,
        next: () => next(reader),
        async return() {
          leave(reader)
          return { value: undefined, done: true }
        },
      }
      return self
    },
  }
}
