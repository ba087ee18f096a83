import { apiError, failure, parsed, type Server } from '@aiu/core/http'
import type { WireUsage } from './wire-types.ts'

export interface WireList<T> {
  readonly data: readonly T[]
  readonly model?: string
  readonly usage?: WireUsage
}

/** A list a server sent, bare or under `data`; an error inside, or no list, throws. */
export function listOf<T>(server: Server, text: string): WireList<T> {
  const wire = parsed(text) as (Partial<WireList<T>> & { readonly error?: unknown }) | undefined
  if (wire?.error) throw apiError(server, wire)
  const data: unknown = wire?.data ?? wire
  if (!Array.isArray(data)) throw failure(server, 'malformed', 'sent no list', text || 'an empty reply')
  return { ...wire, data }
}
