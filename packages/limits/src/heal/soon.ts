const PATIENCE_MS = 100

/** What a memory gives; `undefined` when it fails, is slower than 100 ms, or the signal fires. */
export const soon = <T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T | undefined> =>
  new Promise((resolve) => {
    const done = (value?: T): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      resolve(value)
    }
    const stop = (): void => done()
    const timer = setTimeout(stop, PATIENCE_MS)
    signal?.addEventListener('abort', stop)
    Promise.resolve().then(work).then(done, stop)
  })
