import { aborted } from '../errors/aborted.ts'
import type { Awaitable } from './awaitable.ts'

/**
 * The outcome of the work, or a rejection as soon as the signal fires, with the code `aborted` or that of the signal's reason. The work
 * itself goes on; a value that comes after the rejection goes to `onLate`. A value that is there is returned as it is. Leaves no listener.
 */
export function raceAbort<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  onLate?: (value: T) => void,
): Promise<T>
export function raceAbort<T>(
  work: Awaitable<T>,
  signal: AbortSignal | undefined,
  onLate?: (value: T) => void,
): Awaitable<T>
export function raceAbort<T>(
  work: Awaitable<T>,
  signal: AbortSignal | undefined,
  onLate?: (value: T) => void,
): Awaitable<T> {
  if (!signal || !(work instanceof Promise)) return work
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(aborted(signal))
    const unlink = (): void => signal.removeEventListener('abort', leave)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave)
    work.then(
      (value) => {
        unlink()
        if (signal.aborted) onLate?.(value)
        else resolve(value)
      },
      (cause) => {
        unlink()
        reject(cause)
      },
    )
  })
}
