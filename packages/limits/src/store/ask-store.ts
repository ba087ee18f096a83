import {
  AiuError,
  isAiuError,
  type LimitStore,
  type NotReserved,
  type Reserved,
  type ReserveRequest,
} from '@aiu/core'
import type { Awaitable } from '@aiu/core/layer-kit'

const failed = (cause: unknown): never => {
  throw isAiuError(cause) ? cause : new AiuError('limit', 'The store of the limits failed.', { cause })
}

/** Reserves; what the store fails with is one of ours. What is to happen while a store is down, it decides itself. */
export function reserveIn(
  store: LimitStore,
  key: string,
  request: ReserveRequest,
): Awaitable<Reserved | NotReserved> {
  try {
    const given = store.reserve(key, request)
    return given instanceof Promise ? given.catch(failed) : given
  } catch (cause) {
    return failed(cause)
  }
}

/** Settles or refunds; a store that fails at it changes nothing for the call. */
export function tellStore(tell: () => Awaitable<void>): Awaitable<void> {
  try {
    const told = tell()
    return told instanceof Promise ? told.catch(() => {}) : undefined
  } catch {}
}
