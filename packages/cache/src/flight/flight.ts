import { AiuError, aborted, isAiuError } from '@aiu/core'
import { type Any, ownOf, sizeOf } from '../item.ts'

export interface FlightPlan<T> {
  /** Goes upstream, under the flight's own signal. */
  run(signal: AbortSignal): AsyncIterator<T>
  /** So much may be kept for those who join late. */
  readonly mostKept: number
  /**
   * Once, when it is over: with everything that came and when, on the monotonic clock; without, where there is nothing to be kept.
   * `left`: since the last reader has gone.
   */
  end(items: readonly T[] | undefined, times: readonly number[], left: boolean): void
}

/** One call upstream that several read. */
export interface Flight<T> {
  /** May one still join? Not once it is over, or what came first has been let go. */
  readonly open: boolean
  /** Everything, from the beginning. Leaves when the signal fires. */
  read(signal: AbortSignal | undefined): AsyncIterator<T, undefined>
}

/** What has come, one after another: whoever reads holds on to what he has still to read, and to no more. */
interface Come<T> {
  item?: T
  next?: Come<T>
}

/** However small they are, more items are not kept: each takes memory of its own. */
const MOST_ITEMS = 262_144

/** The error as another caller gets it: core writes each caller's own attempts onto his. */
function asOwn(error: unknown): unknown {
  if (!isAiuError(error)) return error
  const { code, message, cause, partial: _, ...fields } = error
  return new AiuError(code, message, { ...fields, attempts: undefined, cause })
}

/**
 * What has come so far is kept for those who join late. A flight has a signal of its own, so that no reader's leaving hurts the
 * others; the last one to leave cancels it. It reads on only when a reader asks for more, so that a slow reader slows the server.
 */
export function flight<T extends Any>({ run, mostKept, end }: FlightPlan<T>): Flight<T> {
  const stop = new AbortController()
  let last: Come<T> = {}
  /** Gone when there is too much. */
  let head: Come<T> | undefined = last
  let items: T[] | undefined = []
  let times: number[] = []
  let source: AsyncIterator<T> | undefined
  /** Who waits for the next item. */
  const waiting = new Set<() => void>()
  let pulling = false
  let size = 0
  let readers = 0
  let begun = false
  let flying = true
  let failure: { readonly error: unknown } | undefined

  const land = (came?: readonly T[], left = false): void => {
    if (!flying) return
    flying = false
    end(came, times, left)
    // It may be waiting to be read on, or to close.
    const quit = async (): Promise<unknown> => source?.return?.()
    quit().catch(() => {})
  }
  /** The next item, asked for once for all who wait for it. Never rejects. */
  const pull = async (): Promise<void> => {
    try {
      source ??= run(stop.signal)
      const { value, done } = await source.next()
      if (done) throw new AiuError('interrupted', 'The answer ended before it was complete.')
      last.item = value
      last.next = {}
      last = last.next
      items?.push(value)
      times.push(performance.now())
      size += sizeOf(value)
      if (size > mostKept || times.length > MOST_ITEMS) {
        head = items = undefined
        times = []
      }
      // The answer is complete: a reader may leave after it without stopping anything.
      if (value.type === 'finish' || value.type === 'whole') land(items)
    } catch (error) {
      failure = { error }
      land()
    }
    pulling = false
    for (const wake of waiting) {
      waiting.delete(wake)
      wake()
    }
  }
  const read = (signal: AbortSignal | undefined): AsyncIterator<T, undefined> => {
    let at = head
    const joins = begun
    begun = true
    readers++
    let wake: (() => void) | undefined
    const woken = (): void => wake?.()
    signal?.addEventListener('abort', woken)
    const leave = (): void => {
      signal?.removeEventListener('abort', woken)
      if (!at) return
      woken()
      at = undefined
      if (--readers || !flying) return
      stop.abort()
      land(undefined, true)
    }
    return {
      async next() {
        try {
          while (at) {
            if (signal?.aborted) throw aborted(signal)
            const { item, next }: Come<T> = at
            if (next) {
              at = next
              // It was the last one: nobody need read on, nor close.
              if (!flying && !at.next) signal?.removeEventListener('abort', woken)
              return { value: ownOf(item as T), done: false }
            }
            if (failure) throw joins ? asOwn(failure.error) : failure.error
            if (!flying) break
            if (!pulling) {
              pulling = true
              void pull()
            }
            await new Promise<void>((resolve) => {
              wake = resolve
              waiting.add(resolve)
            })
          }
        } catch (error) {
          leave()
          throw error
        }
        return { value: undefined, done: true }
      },
      async return() {
        leave()
        return { value: undefined, done: true }
      },
    }
  }
  return {
    get open() {
      return flying && !!head
    },
    read,
  }
}
