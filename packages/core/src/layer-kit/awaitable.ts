/** A value, or the promise of one. */
export type Awaitable<T> = T | Promise<T>

/** Maps a value that may have to be waited for. One that is there is mapped at once, so that it costs no promise. */
export const mapAwaitable = <T, R>(value: Awaitable<T>, map: (value: T) => Awaitable<R>): Awaitable<R> =>
  value instanceof Promise ? value.then(map) : map(value)
