import { aborted } from '../errors/aborted.ts'
import type { CallOperation, Calls } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { BaseTold } from '../words/response-base.ts'
import { meter } from './meter.ts'

type Method<Op extends CallOperation> = (request: Calls[Op]['request']) => Promise<Calls[Op]['result']>

/**
 * A provider's answer made whole: its attempt told, the response's base filled in. What `shape` cannot take is a failure of the
 * provider's.
 */
export async function once<Op extends CallOperation>(
  provider: Endpoint,
  operation: Op,
  asked: Calls[Op]['request'],
  shape?: (result: Calls[Op]['result']) => BaseTold,
): Promise<Calls[Op]['response']> {
  const { signal } = asked
  if (signal?.aborted) throw aborted(signal)
  const { request, done, failed } = meter(provider, operation, asked)
  try {
    const result = await (provider as Endpoint & Record<Op, Method<Op>>)[operation](request)
    return done(shape?.(result) ?? result) as Calls[Op]['response']
  } catch (cause) {
    throw failed(cause)
  }
}
