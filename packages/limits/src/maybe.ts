export type Maybe<T> = T | Promise<T>

/** At once where the value is there, so that what needs no waiting costs no promise. */
export const after = <T, R>(value: Maybe<T>, then: (value: T) => Maybe<R>): Maybe<R> =>
  value instanceof Promise ? value.then(then) : then(value)
