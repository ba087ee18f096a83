export type Step<T> = IteratorResult<T, undefined>

/** Views of one source, which is read once, one read at a time. */
export interface Turns<T> {
  /** A reader of what `pick` makes of each item, save `undefined`; `null` is the end. */
  view<V>(pick: (item: T) => V | null | undefined): () => Promise<Step<V>>
  /** Reads to the end, unless a view is reading. */
  ahead(): void
  /** What was read ahead, until a view takes it. */
  readonly kept: T[]
}

/** What is read: `take` and `fail` see each outcome of `read` before any reader does. */
export interface Source<S, T> {
  read(): Promise<S>
  take(step: S): Step<T>
  fail(cause: unknown): never
}

/** A read costs one promise more than the source's own. */
export function turns<S, T extends object>(source: Source<S, T>): Turns<T> {
  const kept: T[] = []
  /** The read that is under way. */
  let reading: Promise<unknown> | undefined

  const lost = (cause: unknown): never => {
    reading = undefined
    return source.fail(cause)
  }
  const view = <V>(pick: (item: T) => V | null | undefined, fresh?: boolean): (() => Promise<Step<V>>) => {
    const give = (item: T): Step<V> | Promise<Step<V>> => {
      const value = pick(item)
      return value === undefined ? search() : ({ value: value ?? undefined, done: value === null } as Step<V>)
    }
    const given = (step: S): Step<V> | Promise<Step<V>> => {
      reading = undefined
      const taken = source.take(step)
      return taken.done ? taken : give(taken.value)
    }
    const next = (): Promise<Step<V>> => {
      const item = !fresh && kept.shift()
      if (item) return Promise.resolve(give(item))
      if (reading) return reading.then(next, next)
      const step = source.read().then(given, lost)
      reading = step
      return step
    }
    /** Over what is not picked, in a loop: a promise within a promise for each would hold them all. */
    const search = async (): Promise<Step<V>> => {
      const all = view((item) => item)
      for (;;) {
        const step = await all()
        if (step.done || pick(step.value) !== undefined) return step.done ? step : give(step.value)
      }
    }
    return next
  }

  const ahead = (): void => {
    const forward = view((item) => kept.push(item), true)
    const on = (step?: Step<number>): void => {
      if (!step?.done) forward().then(on, () => {})
    }
    if (!reading) on()
  }
  return { view, ahead, kept }
}
