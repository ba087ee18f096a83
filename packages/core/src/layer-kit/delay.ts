import { aborted } from '../errors/aborted.ts'
import type { Clock } from './clock.ts'
import { startTimer } from './start-timer.ts'

/**
 * Resolves after `ms`. Rejects as soon as the signal fires, with the code `aborted` or that of the signal's reason. Leaves no timer and no
 * listener.
 */
export const delay = (ms: number, signal?: AbortSignal, clock?: Clock): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(signal))
    const unlink = (): void => signal?.removeEventListener('abort', leave)
    const leave = (): void => {
      stop()
      unlink()
      reject(aborted(signal as AbortSignal))
    }
    const stop = startTimer(
      ms,
      () => {
        unlink()
        resolve()
      },
      clock,
    )
    signal?.addEventListener('abort', leave)
  })
