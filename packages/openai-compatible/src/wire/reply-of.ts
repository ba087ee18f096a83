import { apiError, failure, parsed, type Server } from '@aiu/core/http'

/** A reply that came as one JSON text, if it `has` what was asked for. HTTP 200 is not success: an error inside, or another shape, throws. */
export function replyOf<T>(server: Server, text: string, has: (wire: T | undefined) => unknown): T {
  const wire = parsed(text) as (T & { readonly error?: unknown; readonly object?: unknown }) | undefined
  if (wire?.error || wire?.object === 'error') throw apiError(server, wire)
  if (!has(wire)) throw failure(server, 'malformed', 'sent no answer', text || 'an empty reply')
  return wire as T
}
