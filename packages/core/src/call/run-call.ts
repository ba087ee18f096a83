import type { CallOperation, Calls } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'
import type { BaseTold } from '../words/response-base.ts'
import { once } from './once.ts'
import { ownSignal } from './own-signal.ts'

/** One call that ends with one answer; where the caller gave a signal, it has one of its own. */
export function runCall<Op extends CallOperation>(
  provider: Endpoint,
  operation: Op,
  asked: Calls[Op]['request'],
  shape?: (result: Calls[Op]['result']) => BaseTold,
): Promise<Calls[Op]['response']> {
  if (!asked.signal) return once(provider, operation, asked, shape)
  const { signal, link, free } = ownSignal(asked.signal)
  link()
  return once(provider, operation, { ...asked, signal }, shape).finally(free)
}
