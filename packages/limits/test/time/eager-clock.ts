import type { Clock } from '../../src/index.ts'

export interface EagerClock extends Clock {
  /** How long each sleep was to be. */
  readonly waits: readonly number[]
}

/** A clock on which every sleep is over at once. */
export function eagerClock(): EagerClock {
  let now = 0
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      waits.push(ms)
      now += ms
    },
  }
}
