import type { Lease } from '@aiu/core'
import { type Entry, type Filled, isFilled, VERSION } from '../entry/entry.ts'
import type { House } from '../house.ts'
import type { Place } from '../place.ts'
import { type Flight, type FlightPlan, flight } from './flight.ts'
import { turn } from './lease.ts'
import { opening } from './opening.ts'
import { leftFor } from './or-leave.ts'

/** For so long those who wait in other processes learn that an answer was not kept. */
const REFUSED_MS = 1_000

export interface Departure<T> extends Pick<FlightPlan<T>, 'isLast' | 'seen'> {
  /** There may be an entry already, and another one is wanted. */
  readonly anew: boolean
  upstream(signal: AbortSignal): AsyncIterator<T>
  /** Another process has filled the key meanwhile. */
  fromEntry(entry: Filled): AsyncIterator<T>
  /** Puts the answer into the store; false where it does not belong there. */
  keep(all: readonly T[]): Promise<boolean>
  /** The flight is over; `stored` resolves when what it brought is in the store, or will not be. */
  over(stored: Promise<void>): void
}

/** A flight from the lease over the call to the store. */
export function depart<T>(house: House, { shelf, key }: Place, plan: Departure<T>): Flight<T> {
  const { all, counted } = house
  let lease: Lease | undefined
  const finish = async (came: readonly T[] | string): Promise<void> => {
    try {
      const kept = typeof came === 'string' ? false : await plan.keep(came)
      // Who left leaves the question to the next; any other end would be the same for him.
      if (!lease || kept || came === 'left') return
      const at = all.clock()
      const refused: Entry = { version: VERSION, at, expires: at + REFUSED_MS, refused: true }
      await shelf.set(key, refused, REFUSED_MS)
    } finally {
      await lease?.release()
    }
  }
  const upstream = (signal: AbortSignal): AsyncIterator<T> => {
    counted.count('misses')
    return plan.upstream(signal)
  }
  const leased = (signal: AbortSignal): AsyncIterator<T> =>
    opening(async () => {
      const { entry, lease: own } = await turn(shelf, key, all, plan.anew, signal)
      if (signal.aborted) {
        // All have left meanwhile.
        await own?.release()
        throw leftFor(signal)
      }
      lease = own
      return isFilled(entry) ? plan.fromEntry(entry) : upstream(signal)
    })
  return flight<T>({
    mostKept: all.maxCharacters,
    isLast: plan.isLast,
    seen: plan.seen,
    run: shelf.leased ? leased : upstream,
    end(came) {
      const stored = finish(came).catch(() => {})
      plan.over(stored)
      house.later(stored)
    },
  })
}
