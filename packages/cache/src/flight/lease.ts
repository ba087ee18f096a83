import type { Lease } from '@aiu/core'
import { delay } from '@aiu/core/layer-kit'
import type { Entry } from '../entry/entry.ts'
import type { Settled } from '../options.ts'
import type { Shelf } from '../store/shelf.ts'

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
 * gone, or the time over, one goes on alone. `anew`: an entry from before does not count.
 */
export async function turn(
  shelf: Shelf,
  key: string,
  { leaseMs, clock }: Pick<Settled, 'leaseMs' | 'clock'>,
  anew: boolean,
  signal: AbortSignal,
): Promise<Turn> {
  const since = anew ? clock() : 0
  // One holder may be gone for good, and the next one at work.
  const until = performance.now() + 2 * leaseMs
  let waitMs = FIRST_WAIT_MS
  for (;;) {
    const lease = await shelf.lease(key)
    if (!lease) return {}
    // Also by who has the right: another may have filled the key just before he gave it back.
    const entry = await shelf.get(key)
    const found = !!entry && !entry.refused && entry.at >= since
    if (lease !== 'taken') {
      if (!found) return { lease }
      await lease.release()
    }
    if (found) return { entry }
    if (entry?.refused || performance.now() > until) return {}
    await delay(waitMs, signal)
    waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)
  }
}
