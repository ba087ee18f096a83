/** An iterator that can be looped over itself. */
export function reader<T>(
  next: () => Promise<IteratorResult<T, undefined>>,
  leave: () => Promise<IteratorResult<T, undefined>>,
): AsyncIterableIterator<T, undefined> {
  const self: AsyncIterableIterator<T, undefined> = {
    [Symbol.asyncIterator]: () => self,
    next,
    return: leave,
  }
  return self
}
