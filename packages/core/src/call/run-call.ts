import { aborted } from '../errors/aborted.ts'
import type { CallOperation, Calls } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { BaseTold, ResponseBase } from '../words/response-base.ts'
import { meter } from './meter.ts'
import { ownSignal } from './own-signal.ts'

/**
 * One call that ends with one answer: a signal of its own, its attempt told, the response's base filled in. What `shape` cannot take is
 * a failure of the provider's.
 */
export async function runCall<Op extends CallOperation, R = Calls[Op]['result']>(
  provider: Endpoint,
  operation: Op,
  asked: Calls[Op]['request'],
  send: (request: Calls[Op]['request']) => Promise<Calls[Op]['result']>,
  shape: (result: Calls[Op]['result']) => R = (result) => result as R,
): Promise<R & ResponseBase> {
  const { signal, link, free } = ownSignal(asked.signal)
  link()
  if (signal.aborted) throw aborted(signal)
  const { request, done, failed } = meter(provider, operation, asked, signal)
  try {
    return done(shape(await send(request)) as R & BaseTold)
  } catch (cause) {
    throw failed(cause, signal)
  } finally {
    free()
  }
}
