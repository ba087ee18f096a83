import { AiuError, isAiuError } from '@aiu/core'

/** Fires when one of them does. */
export const either = (...signals: readonly (AbortSignal | undefined)[]): AbortSignal =>
  AbortSignal.any(signals.filter((signal) => signal !== undefined))

/** Why a signal fired: our own error, where that is the reason. */
const reasonOf = ({ reason }: AbortSignal): AiuError =>
  isAiuError(reason) ? reason : new AiuError('aborted', 'The call was aborted.', { cause: reason })

/** The promise, unless the signal fires first. Leaves no listener behind. */
export function orLeave<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(reasonOf(signal))
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
