import { after, type Maybe } from '../maybe.ts'

/** An iterator that takes a while to be had. */
export function opening<T>(open: () => Maybe<AsyncIterator<T>>): AsyncIterator<T> {
  let inner: AsyncIterator<T> | undefined
  let left = false
  const begin = async (): Promise<IteratorResult<T>> =>
    after(open(), async (opened) => {
      inner = opened
      if (left) await opened.return?.()
      return opened.next()
    })
  return {
    next: () => inner?.next() ?? begin(),
    async return() {
      left = true
      await inner?.return?.()
      return { value: undefined, done: true }
    },
  }
}

/** An iterator of one item, as a flight reads it. */
export const single = <T>(give: () => Promise<T>): AsyncIterator<T> => ({
  next: async () => ({ value: await give(), done: false }),
})
