export type Maybe<T> = T | Promise<T>

/** Goes on at once where the value is there: a hit in memory waits for nothing. */
export const after = <T, R>(value: Maybe<T>, go: (value: T) => Maybe<R>): Maybe<R> =>
  value instanceof Promise ? value.then(go) : go(value)
