import type { Lease } from '@aiu/core'
import { type Entry, type Filled, isFilled, VERSION } from '../entry/entry.ts'
import type { House } from '../house.ts'
import type { Place } from '../place.ts'
import { type Flight, flight } from './flight.ts'
import { turn } from './lease.ts'

/** For so long those who wait in other processes learn that an answer was not kept. */
const REFUSED_MS = 1_000

export interface Departure<T> {
  upstream(signal: AbortSignal): AsyncIterable<T>
  /** Another process has filled the key meanwhile. */
  fromEntry(entry: Filled): readonly T[]
  isLast(item: T): boolean
  seen(item: T): number
  /** Puts the answer into the store; false where it does not belong there. */
  keep(all: readonly T[]): Promise<boolean>
  /** The flight is over; `stored` resolves when what it brought is in the store, or will not be. */
  over(stored: Promise<void>): void
}

/** A flight from the lease over the call to the store. */
export function depart<T>(house: House, { shelf, key }: Place, plan: Departure<T>): Flight<T> {
  const { all } = house
  let lease: Lease | undefined
  const finish = async (items: readonly T[] | undefined): Promise<void> => {
    try {
      const kept = items ? await plan.keep(items) : false
      if (!lease || kept) return
      const at = all.clock()
      const refused: Entry = { version: VERSION, at, expires: at + REFUSED_MS, refused: true }
      await shelf.set(key, refused, REFUSED_MS)
    } finally {
      await lease?.release()
    }
  }
  async function* leased(signal: AbortSignal): AsyncGenerator<T, void> {
    const { entry, lease: own } = await turn(shelf, key, all.leaseMs, signal)
    lease = own
    if (isFilled(entry)) yield* plan.fromEntry(entry)
    else yield* plan.upstream(signal)
  }
  return flight<T>({
    mostKept: all.maxCharacters,
    isLast: plan.isLast,
    seen: plan.seen,
    run: (signal) => (shelf.leased ? leased(signal) : plan.upstream(signal)),
    end(items) {
      const stored = finish(items).catch(() => {})
      plan.over(stored)
      house.later(stored)
    },
  })
}
