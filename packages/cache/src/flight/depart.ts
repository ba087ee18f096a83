import { aborted, type Cached, type Lease } from '@aiu/core'
import { resumeStream, wrapStream } from '@aiu/core/layer-kit'
import type { Kept } from '../entry/answer.ts'
import { type Entry, VERSION } from '../entry/entry.ts'
import type { House } from '../house.ts'
import type { Any } from '../item.ts'
import type { Shelf } from '../store/shelf.ts'
import { type Flight, flight } from './flight.ts'
import { turn } from './lease.ts'

/** How a question is answered that was not met before. */
export interface Ways<T> {
  upstream(signal: AbortSignal): AsyncIterator<T>
  /** Out of an entry that another process made while this one waited for it. Absent: there is no waiting for others. */
  replay?(kept: Kept, cached: Cached): AsyncIterator<T>
  /** Puts what came into the store; false where it does not belong there under this key. `times`: when, on the monotonic clock. */
  keep(shelf: Shelf, key: string, items: readonly T[], times: readonly number[]): Promise<boolean>
}

/** For so long those who wait in other processes learn that an answer was not kept. */
const REFUSED_MS = 1_000

/**
 * A flight from the lease over the call to the store. `anew`: there may be an entry already, and another one is wanted. `over` has what
 * resolves when that which came is in the store, or will not be.
 */
export function depart<T extends Any>(
  { all, count, saved, later }: House,
  shelf: Shelf,
  key: string,
  anew: boolean,
  { upstream, replay, keep }: Ways<T>,
  cachedOf: (entry: Entry) => Cached,
  over: (stored: Promise<void>) => void,
): Flight<T> {
  let lease: Lease | undefined
  const finish = async (
    items: readonly T[] | undefined,
    times: readonly number[],
    left: boolean,
  ): Promise<void> => {
    try {
      const kept = items && (await keep(shelf, key, items, times))
      // Who left leaves the question to the next; any other end would be the same for him.
      if (!lease || kept || left) return
      const at = all.clock()
      await shelf.set(key, { version: VERSION, at, expires: at + REFUSED_MS, refused: true }, REFUSED_MS)
    } finally {
      await lease?.release()
    }
  }
  const ask = (signal: AbortSignal): AsyncIterator<T> => {
    count('misses')
    return upstream(signal)
  }
  return flight({
    mostKept: all.maxCharacters,
    run:
      replay && shelf.leased
        ? (signal) =>
            wrapStream({
              async open() {
                const { entry, lease: given } = await turn(shelf, key, all, anew, signal)
                if (signal.aborted) {
                  // All have left meanwhile.
                  await given?.release()
                  throw aborted(signal)
                }
                lease = given
                if (!entry?.answer) return resumeStream(ask(signal))
                count('shared')
                saved(entry.answer)
                return resumeStream(replay(entry as Kept, cachedOf(entry)))
              },
            })[Symbol.asyncIterator]()
        : ask,
    end(...came) {
      const stored = finish(...came).catch(() => {})
      over(stored)
      later(stored)
    },
  })
}
