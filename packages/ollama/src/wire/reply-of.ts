import { apiError, failure, parsed, type Server } from '@aiu/core/http'

/** A reply that came as one JSON text, if it `has` what was asked for. HTTP 200 is not success: an error inside, or another shape, throws. */
export function replyOf<T>(server: Server, text: string, has: (wire: T) => unknown): T {
  const wire = parsed(text) as (T & { readonly error?: unknown }) | null | undefined
  if (wire?.error) throw apiError(server, wire)
  if (!wire || !has(wire)) throw failure(server, 'malformed', 'sent no answer', text || 'an empty reply')
  return wire
}
