/** What tells the time and waits. The platform's `now` is the clock that `deadline` of a request is told on. */
export interface Clock {
  /** Ms on a clock that only goes forward. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason as soon as it fires. */
  sleep(ms: number, signal?: AbortSignal | undefined): Promise<void>
}

/** The platform's. It has no `sleep`: `alarm` alone waits on it. */
export const realClock = { now: () => performance.now() } as Clock
