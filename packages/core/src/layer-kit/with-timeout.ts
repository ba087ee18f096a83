import { startTimer } from './start-timer.ts'

/**
 * The outcome of the work, or, after `ms`, a rejection with what `timedOut` returns. The work itself goes on. Leaves no timer.
 */
export const withTimeout = <T>(work: Promise<T>, ms: number, timedOut: () => unknown): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = startTimer(ms, () => reject(timedOut()))
    work.then(resolve, reject).finally(stop)
  })
