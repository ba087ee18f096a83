import {
  AiuError,
  aborted,
  isAiuError,
  type LimitStore,
  type NotReserved,
  type Reserved,
  type ReserveRequest,
} from '@aiu/core'
import type { Maybe } from '../maybe.ts'

const failed = (cause: unknown): never => {
  throw isAiuError(cause) ? cause : new AiuError('limit', 'The store of the limits failed.', { cause })
}

/** Reserves; what the store fails with is one of ours. What is to happen while a store is down, it decides itself. */
export function reserveIn(
  store: LimitStore,
  key: string,
  request: ReserveRequest,
): Maybe<Reserved | NotReserved> {
  try {
    const given = store.reserve(key, request)
    return given instanceof Promise ? given.catch(failed) : given
  } catch (cause) {
    return failed(cause)
  }
}

/** The same, unless the caller leaves first; what is there after that goes to `late`. */
export const orLeave = <T>(
  asked: Maybe<T>,
  signal: AbortSignal | undefined,
  late: (value: T) => void,
): Maybe<T> =>
  asked instanceof Promise && signal
    ? new Promise((resolve, reject) => {
        let then: (value: T) => void = resolve
        const leave = (): void => {
          then = late
          reject(aborted(signal))
        }
        signal.addEventListener('abort', leave)
        asked.finally(() => signal.removeEventListener('abort', leave)).then((value) => then(value), reject)
      })
    : asked

/** Settles or refunds; a store that fails at it changes nothing for the call. */
export function tellStore(tell: () => Maybe<void>): Maybe<void> {
  try {
    const told = tell()
    return told instanceof Promise ? told.catch(() => {}) : undefined
  } catch {}
}
