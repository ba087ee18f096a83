import { AiuError } from '../errors/aiu-error.ts'
import { startTimer } from './start-timer.ts'

/**
 * The outcome of the work, or a rejection with the code `timeout` after `ms`: "`what` took longer than `ms` ms." The work itself goes on.
 * Leaves no timer.
 */
export const withTimeout = <T>(work: Promise<T>, ms: number, what: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = startTimer(ms, () => reject(new AiuError('timeout', `${what} took longer than ${ms} ms.`)))
    work.then(resolve, reject).finally(stop)
  })
