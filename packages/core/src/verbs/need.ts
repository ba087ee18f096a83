import { AiuError } from '../errors/aiu-error.ts'
import { CALL_OPERATIONS, STREAM_OPERATIONS } from '../words/operations.ts'
import type { Endpoint } from '../words/provider.ts'

/** For callers without types: the provider, if it has the method; else `unsupported`, which says what it can do. */
export function need<P extends Endpoint>(provider: P, method: string): P {
  if (method in provider) return provider
  const can = [...CALL_OPERATIONS, ...STREAM_OPERATIONS].filter((name) => name in provider)
  throw new AiuError('unsupported', `${provider.name} cannot ${method}. It can: ${can.join(', ')}.`, {
    provider: provider.name,
  })
}
