import { orLeave } from './signals.ts'

/** One run upstream that several read: what has come so far is kept for those who join late. */
export interface Flight<T> {
  /** Everything, from the beginning. Leaves when the signal fires; the last reader to leave stops the run. */
  read(signal: AbortSignal | undefined): AsyncGenerator<T, void>
}
export interface FlightPlan<T> {
  run(signal: AbortSignal): AsyncIterable<T>
  /** Is the run complete with this item? A reader may leave after it without stopping anything. */
  isLast(item: T): boolean
  /** Once: with everything that came, where the run was complete; without, where it failed or was left by all. */
  end(all: readonly T[] | undefined): void
}

/** A flight has a signal of its own, so that no reader's leaving hurts the others. It starts with its first reader. */
export function flight<T>({ run, isLast, end }: FlightPlan<T>): Flight<T> {
  const stop = new AbortController()
  const items: T[] = []
  let readers = 0
  let begun = false
  let state: 'flying' | 'complete' | 'over' = 'flying'
  let failure: { readonly error: unknown } | undefined
  let news = Promise.withResolvers<void>()
  const tell = (): void => {
    news.resolve()
    news = Promise.withResolvers()
  }
  const land = (all?: readonly T[]): void => {
    if (state === 'flying') end(all)
    state = all ? 'complete' : 'over'
  }
  const pump = async (): Promise<void> => {
    try {
      for await (const item of run(stop.signal)) {
        items.push(item)
        if (isLast(item)) land(items)
        tell()
      }
    } catch (error) {
      if (state === 'flying') failure = { error }
    }
    land()
    tell()
  }
  return {
    async *read(signal) {
      readers++
      try {
        if (!begun) {
          begun = true
          void pump()
        }
        for (let at = 0; ; ) {
          const item = items[at]
          if (item !== undefined) {
            at++
            yield item
          } else if (failure) throw failure.error
          else if (state === 'over') return
          else await orLeave(news.promise, signal)
        }
      } finally {
        readers--
        if (!readers && state === 'flying') {
          land()
          stop.abort()
        }
      }
    },
  }
}
