import { AiuError } from '../errors/aiu-error.ts'
import { CALL_OPERATIONS, STREAM_OPERATIONS } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'

/** For callers without types: the provider, if it has the method; else `unsupported`, which says what it can do. */
export function need<P extends Endpoint>(provider: P, method: string): P {
  // A combinator may have the name without the method.
  const has = (name: string): unknown => provider[name as keyof P]
  if (has(method)) return provider
  const can = [...CALL_OPERATIONS, ...STREAM_OPERATIONS].filter(has)
  throw new AiuError('unsupported', `${provider.name} cannot ${method}. It can: ${can.join(', ')}.`, {
    provider: provider.name,
  })
}
