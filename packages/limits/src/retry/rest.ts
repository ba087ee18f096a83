import { aborted } from '@aiu/core'
import { alarm } from '../alarm.ts'
import type { Clock } from '../clock.ts'

/** Waits; fails as the abort it is as soon as the signal fires. */
export const rest = (clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const leave = (): void => {
      stop()
      signal?.removeEventListener('abort', leave)
      reject(aborted(signal as AbortSignal))
    }
    const stop = alarm(clock, ms, () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    })
    signal?.addEventListener('abort', leave)
  })
