import { AiuError, isAiuError } from '@aiu/core'
import { leftFor, orLeave } from './or-leave.ts'

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
  const readers = new Set<{ at: number }>()
  let source: AsyncIterator<T> | undefined
  let pulling: Promise<void> | undefined
  /** How many items have been let go. */
  let gone = 0
  let size = 0
  let flying = true
  let begun = false
  let failure: { readonly error: unknown } | undefined

  const isLong = (): boolean => size > mostKept || gone + items.length > MOST_ITEMS
  const land = (all: readonly T[] | 'failed' | 'left'): void => {
    if (!flying) return
    flying = false
    end(isLong() && all === items ? 'too-long' : all)
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
  const pull = (): Promise<void> => {
    pulling ??= (async () => {
      try {
        source ??= run(stop.signal)
        const step = await source.next()
        if (step.done) throw new AiuError('interrupted', 'The answer ended before it was complete.')
        take(step.value)
      } catch (error) {
        failure ??= { error }
        land('failed')
      } finally {
        pulling = undefined
      }
    })()
    return pulling
  }

  return {
    get open() {
      return flying && !gone
    },
    read(signal) {
      const reader = { at: 0 }
      const joins = begun
      begun = true
      readers.add(reader)
      const leave = (): void => {
        if (!readers.delete(reader) || readers.size || !flying) return
        land('left')
        stop.abort()
        void Promise.resolve(source?.return?.()).catch(() => {})
      }
      const next = async (): Promise<IteratorResult<T, undefined>> => {
        try {
          for (;;) {
            if (signal?.aborted) throw leftFor(signal)
            const index = reader.at - gone
            if (readers.has(reader) && index < items.length) {
              reader.at++
              return { value: items[index] as T, done: false }
            }
            if (!readers.has(reader) || (!flying && !failure)) return { value: undefined, done: true }
            if (failure) throw joins ? asOwn(failure.error) : failure.error
            await orLeave(pull(), signal)
          }
        } catch (error) {
          leave()
          throw error
        }
      }
      const self: AsyncIterableIterator<T, undefined> = {
        [Symbol.asyncIterator]: () => self,
        next,
        async return() {
          leave()
          return { value: undefined, done: true }
        },
      }
      return self
    },
  }
}
