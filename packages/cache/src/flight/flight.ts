import { AiuError, isAiuError } from '@aiu/core'
import { orLeave } from './or-leave.ts'

export interface FlightPlan<T> {
  /** Goes upstream, under the flight's own signal. */
  run(signal: AbortSignal): AsyncIterable<T>
  /** Is the answer complete with this item? A reader may leave after it without stopping anything. */
  isLast(item: T): boolean
  /** Has each item once, as it comes; tells its size. */
  seen(item: T): number
  /** So much may be kept for those who join late. */
  readonly mostKept: number
  /** Once, when it is over: with everything that came; without, where it failed, was left by all, or grew too large to be kept. */
  end(all?: readonly T[]): void
}

/** One call upstream that several read. */
export interface Flight<T> {
  /** May one still join? Not once it is over, or what came first has been let go. */
  readonly open: boolean
  /** Everything, from the beginning. Leaves when the signal fires. */
  read(signal: AbortSignal | undefined): AsyncIterableIterator<T, undefined>
}

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

  const land = (all?: readonly T[]): void => {
    if (!flying) return
    flying = false
    end(size > mostKept ? undefined : all)
  }
  const take = (item: T): void => {
    items.push(item)
    size += seen(item)
    if (isLast(item)) land(items)
    else if (size > mostKept) {
      const needed = Math.min(...Array.from(readers, ({ at }) => at))
      gone += items.splice(0, needed - gone).length
    }
  }
  /** The next item, asked for once for all who wait for it. */
  const pull = (): Promise<void> => {
    pulling ??= (async () => {
      try {
        source ??= run(stop.signal)[Symbol.asyncIterator]()
        const step = await source.next()
        if (!step.done) take(step.value)
        else throw new AiuError('interrupted', 'The answer ended before it was complete.')
      } catch (error) {
        failure ??= { error }
        land()
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
        land()
        stop.abort()
        void Promise.resolve(source?.return?.()).catch(() => {})
      }
      const next = async (): Promise<IteratorResult<T, undefined>> => {
        try {
          for (;;) {
            const index = reader.at - gone
            if (index < items.length) {
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
