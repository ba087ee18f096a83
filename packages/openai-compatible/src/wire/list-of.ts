import type { Server } from '@aiu/core/http'
import { replyOf } from './reply-of.ts'
import type { WireUsage } from './wire-types.ts'

export interface WireList<T> {
  readonly data: readonly T[]
  readonly model?: string
  readonly usage?: WireUsage
}

/** A list a server sent, bare or under `data`. */
export function listOf<T>(server: Server, text: string): WireList<T> {
  const wire = replyOf<Partial<WireList<T>> & readonly T[]>(server, text, (list) =>
    Array.isArray(list?.data ?? list),
  )
  return wire.data ? (wire as WireList<T>) : { data: wire }
}
