import type { Lease } from '@aiu/core'
import type { Entry } from '../entry/entry.ts'
import type { Shelf } from '../store/shelf.ts'
import { pause } from './or-leave.ts'

const FIRST_WAIT_MS = 20
const LONGEST_WAIT_MS = 250

/** What came of waiting for the right to fill a key. */
export interface Turn {
  /** Another process has filled it. */
  readonly entry?: Entry | undefined
  /** To be released once the key is filled, or will not be. */
  readonly lease?: Lease | undefined
}

/**
 * The right to fill a key, across processes. While another holds it, its entry is waited for; where that one is not kept, the holder
 * gone, or the time over, one goes on alone.
 */
export async function turn(shelf: Shelf, key: string, mostMs: number, signal: AbortSignal): Promise<Turn> {
  const until = performance.now() + mostMs
  let waitMs = FIRST_WAIT_MS
  for (;;) {
    const lease = await shelf.lease(key)
    if (lease !== 'taken') return { lease }
    if (performance.now() > until) return {}
    await pause(waitMs, signal)
    waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)
    const entry = await shelf.get(key)
    if (entry?.refused) return {}
    if (entry) return { entry }
  }
}
