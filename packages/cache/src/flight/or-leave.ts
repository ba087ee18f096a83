import { AiuError, isAiuError } from '@aiu/core'

/** Why a signal fired: as the reason says if it is one of ours, always as an error of its own. */
export const leftFor = ({ reason }: AbortSignal): AiuError =>
  isAiuError(reason)
    ? new AiuError(reason.code, reason.message, { hint: reason.hint, cause: reason })
    : new AiuError('aborted', 'The call was aborted.', { cause: reason })

/** The promise, unless the signal fires first. Leaves no listener behind. */
export function orLeave<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(leftFor(signal))
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave)
    const free = (): void => signal.removeEventListener('abort', leave)
    promise.then(
      (value) => {
        free()
        resolve(value)
      },
      (cause) => {
        free()
        reject(cause)
      },
    )
  })
}

/** Waits, unless the signal fires first. Leaves no timer behind. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  return orLeave(passed, signal).finally(() => clearTimeout(timer))
}
