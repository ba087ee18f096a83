import { aborted } from '@aiu/core'

/** The promise, unless the signal fires first. Leaves no listener behind. */
export const orLeave = <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
  signal
    ? new Promise((resolve, reject) => {
        const leave = (): void => reject(aborted(signal))
        if (signal.aborted) return leave()
        const free = (): void => signal.removeEventListener('abort', leave)
        signal.addEventListener('abort', leave)
        promise.then(resolve, reject)
        promise.then(free, free)
      })
    : promise

/** Waits, unless the signal fires first. Leaves no timer behind. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  return orLeave(passed, signal).finally(() => clearTimeout(timer))
}
