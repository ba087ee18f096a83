/** An iterator that takes a while to be had. */
export function opening<T, R = undefined>(
  open: () => Promise<AsyncIterator<T, R>>,
): AsyncIterator<T, R | undefined> {
  let inner: AsyncIterator<T, R> | undefined
  let left = false
  const begin = async (): Promise<IteratorResult<T, R>> => {
    inner = await open()
    if (left) await inner.return?.()
    return inner.next()
  }
  return {
    next: () => (inner ? inner.next() : begin()),
    async return() {
      left = true
      await inner?.return?.()
      return { value: undefined, done: true }
    },
  }
}

/** An iterator of one item, as a flight reads it. */
export const single = <T>(give: () => Promise<T>): AsyncIterator<T, undefined> => ({
  next: async () => ({ value: await give(), done: false }),
})
