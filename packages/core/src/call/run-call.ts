import { aborted } from '../errors/aborted.ts'
import type { CallOperation, Calls } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { ResponseBase } from '../words/response-base.ts'
import { meter } from './meter.ts'
import { ownSignal } from './own-signal.ts'

/** One call that ends with one answer: a signal of its own, its attempt told, the response's base filled in. */
export async function runCall<Op extends CallOperation, R extends Calls[Op]['result']>(
  provider: Endpoint,
  operation: Op,
  asked: Calls[Op]['request'],
  send: (request: Calls[Op]['request']) => Promise<R>,
): Promise<R & ResponseBase> {
  const { signal, link, free } = ownSignal(asked.signal)
  link()
  if (signal.aborted) throw aborted(signal)
  const { request, done, failed } = meter(provider, operation, asked)
  try {
    return done(await send({ ...request, signal }))
  } catch (cause) {
    throw failed(cause, signal)
  } finally {
    free()
  }
}
