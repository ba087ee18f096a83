/** What tells the time and waits. The real one's `now` is the clock that `deadline` of a request is told on. */
export interface Clock {
  /** Ms on a clock that only goes forward. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason as soon as it fires. */
  sleep(ms: number, signal?: AbortSignal | undefined): Promise<void>
}

export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const leave = (): void => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }, ms)
      signal?.addEventListener('abort', leave, { once: true })
    }),
}
