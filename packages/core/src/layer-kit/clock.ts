import { delay } from './delay.ts'

/** Tells the time and waits. Layers take one as an option, so that tests need not wait. */
export interface Clock {
  /** Milliseconds on a clock that only goes forward. `deadline` of a request is told on the platform's. */
  now(): number
  /** Resolves after `ms`; rejects as soon as the signal fires. */
  sleep(ms: number, signal?: AbortSignal | undefined): Promise<void>
}

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, signal),
}
