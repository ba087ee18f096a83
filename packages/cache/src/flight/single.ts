/** An iterator of one item, as a flight reads it. */
export const single = <T>(give: () => Promise<T>): AsyncIterator<T, undefined> => ({
  next: async () => ({ value: await give(), done: false }),
})
