import {
  AiuError,
  aborted,
  type Cached,
  type ChatRequest,
  type EmbedRequest,
  type Endpoint,
  type Lease,
} from '@aiu/core'
import { type Kept, responseOf } from './entry/answer.ts'
import { type Entry, VERSION } from './entry/entry.ts'
import { type Flight, flight } from './flight/flight.ts'
import { turn } from './flight/lease.ts'
import { opening } from './flight/opening.ts'
import { orLeave } from './flight/or-leave.ts'
import type { House } from './house.ts'
import type { Item, Whole } from './item.ts'
import { isAccepted } from './keepable.ts'
import { type Operation, textOf } from './key/question.ts'
import type { Shelf } from './store/shelf.ts'

type Asked = ChatRequest | EmbedRequest
type Any = Item | Whole<unknown, unknown>

/** What a question met with: what is kept, or a call under way; `cached` is absent for who started it. */
type Met<T> =
  | { readonly entry: Entry; readonly flight?: never; readonly cached: Cached }
  | { readonly entry?: never; readonly flight: Flight<T>; readonly cached: Cached | undefined }

/** How a question is answered that was not met before. */
export interface Ways<T> {
  upstream(signal: AbortSignal): AsyncIterator<T>
  /** Out of an entry that another process made while this one waited for it. Absent: there is no waiting for others. */
  replay?(kept: Kept, cached: Cached): AsyncIterator<T>
  /** Puts what came into the store; false where it does not belong there under this key. `times`: when, on the monotonic clock. */
  keep(shelf: Shelf, key: string, items: readonly T[], times: readonly number[]): Promise<boolean>
}

/** Where questions meet with their answers: out of the store, out of the call that is under way, or out of a new one. */
export type Meet = <T extends Any>(
  operation: Operation,
  request: Asked,
  endpoint: Endpoint,
  ways: Ways<T>,
) => Promise<Met<T>>

/** A request for all readers of a flight: nobody's patience, nobody's labels. */
export const forAll = <R extends Asked>(request: R, signal: AbortSignal): R => ({
  ...request,
  signal,
  deadline: undefined,
  tags: undefined,
})

/** A call; `stored` when it is over: what it brought is on its way into the store. */
interface Under {
  readonly flight: Flight<never>
  stored?: Promise<void>
}

const isLast = ({ type }: Any): boolean => type === 'finish' || type === 'whole'
/** In characters. */
const sizeOf = (item: Any): number =>
  'size' in item ? item.size : 'text' in item ? item.text.length : 'delta' in item ? item.delta.length : 0

/** For so long those who wait in other processes learn that an answer was not kept. */
const REFUSED_MS = 1_000

export function meetings(house: House): Meet {
  const { all, count, saved, later } = house
  const flights = new Map<string, Under>()
  const lookups = new Map<string, Promise<Entry | undefined>>()

  const cachedOf = ({ storeName: store }: Shelf, at: number, shared?: true): Cached => {
    const ageMs = Math.max(0, all.clock() - at)
    return { at, ageMs, store, ...(shared && { shared }) }
  }

  return async <T extends Any>(
    operation: Operation,
    request: Asked,
    endpoint: Endpoint,
    ways: Ways<T>,
  ): Promise<Met<T>> => {
    const { cache, signal, namespace, accept } = request
    const { replay } = ways
    const shelf = house.shelf(namespace)
    const text = textOf(operation, endpoint, request)
    const named = shelf.key(typeof text === 'string' ? text : await text)
    const key = typeof named === 'string' ? named : await named
    // Maps of nothing are not worth the making of an id.
    const idOf = (): string => `${shelf.namespace}\n${key}`
    const underWay = (): Under | undefined => (all.share && flights.size ? flights.get(idOf()) : undefined)
    const join = (): Met<T> | undefined => {
      const under = underWay()
      if (!under?.flight.open) return
      count('shared')
      return {
        flight: under.flight as Flight<unknown> as Flight<T>,
        cached: cachedOf(shelf, all.clock(), true),
      }
    }
    const start = (id: string, anew: boolean): Flight<T> => {
      let lease: Lease | undefined
      const finish = async (
        items: readonly T[] | undefined,
        times: readonly number[],
        left: boolean,
      ): Promise<void> => {
        try {
          const kept = items && (await ways.keep(shelf, key, items, times))
          // Who left leaves the question to the next; any other end would be the same for him.
          if (!lease || kept || left) return
          const at = all.clock()
          await shelf.set(key, { version: VERSION, at, expires: at + REFUSED_MS, refused: true }, REFUSED_MS)
        } finally {
          await lease?.release()
        }
      }
      const upstream = (own: AbortSignal): AsyncIterator<T> => {
        count('misses')
        return ways.upstream(own)
      }
      const under: { flight: Flight<T>; stored?: Promise<void> } = {
        flight: flight<T>({
          mostKept: all.maxCharacters,
          isLast,
          sizeOf,
          run:
            replay && shelf.leased
              ? (own) =>
                  opening(async () => {
                    const { entry, lease: given } = await turn(shelf, key, all, anew, own)
                    if (own.aborted) {
                      // All have left meanwhile.
                      await given?.release()
                      throw aborted(own)
                    }
                    lease = given
                    if (!entry?.answer) return upstream(own)
                    count('shared')
                    saved(entry.answer)
                    return replay(entry as Kept, cachedOf(shelf, entry.at, true))
                  })
              : upstream,
          end(...came) {
            under.stored = finish(...came)
              .catch(() => {})
              .finally(() => {
                if (flights.get(id) === (under as Under)) flights.delete(id)
              })
            later(under.stored)
          },
        }),
      }
      flights.set(id, under as Under)
      return under.flight
    }

    const stored = underWay()?.stored
    const early = join()
    if (early) return early
    if (stored) await orLeave(stored, signal)
    let entry: Entry | undefined
    // Who has waited for a write that failed does not wait for the same store again.
    if (cache !== 'refresh' && !(stored && shelf.unwritten())) {
      // Equal questions that come at once look into the store once.
      let looking = (lookups.size ? lookups.get(idOf()) : undefined) ?? shelf.get(key)
      if (looking instanceof Promise) {
        const id = idOf()
        if (all.share && !lookups.has(id)) {
          looking = looking.finally(() => lookups.delete(id))
          lookups.set(id, looking)
        }
        looking = await orLeave(looking, signal)
      }
      if (!looking?.refused) entry = looking
      const { answer } = entry ?? {}
      const cached = cachedOf(shelf, entry?.at ?? 0)
      // His `accept` may ask more than the one it was kept by.
      if (entry && !(answer && accept && !(await isAccepted(accept, responseOf(answer, cached))))) {
        if (all.clock() >= entry.expires) {
          // Fetched anew once at a time. Nobody joins it: the old answer is there.
          const renewal = `~${idOf()}`
          if (!flights.has(renewal)) later(drain(start(renewal, true)))
        }
        count('hits')
        saved(answer ?? {})
        return { entry, cached }
      }
    }
    // Others may have asked meanwhile.
    const late = join()
    if (late) return late
    // An entry that did not fit will not do later, either.
    if (cache !== 'only') return { flight: start(idOf(), cache === 'refresh' || !!entry), cached: undefined }
    throw new AiuError(
      'unsupported',
      "The answer is not in the cache, and `cache: 'only'` allows no other.",
      {
        hint: 'Ask with another `cache`; `explainMiss` tells what differs from what is there.',
      },
    )
  }
}

/** Reads to the end for nobody: what comes is for the store. */
async function drain(flight: Flight<unknown>): Promise<void> {
  const reader = flight.read(undefined)
  while (!(await reader.next()).done);
}
