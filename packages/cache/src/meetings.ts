import { AiuError, type Cached, type ChatRequest, type EmbedRequest, type Endpoint } from '@aiu/core'
import { raceAbort } from '@aiu/core/layer-kit'
import { responseOf } from './entry/answer.ts'
import type { Entry } from './entry/entry.ts'
import { depart, type Ways } from './flight/depart.ts'
import type { Flight } from './flight/flight.ts'
import type { House } from './house.ts'
import type { Any } from './item.ts'
import { isAccepted } from './keepable.ts'
import { type Operation, textOf } from './key/question.ts'
import type { Shelf } from './store/shelf.ts'

type Asked = ChatRequest | EmbedRequest

/** What a question met with: what is kept, or a call under way; `cached` is absent for who started it. */
type Met<T> =
  | { readonly entry: Entry; readonly items?: never; readonly cached: Cached }
  | {
      readonly entry?: never
      /** A place among the call's readers from now on, so that nobody's leaving ends it: to be read, or left. */
      readonly items: AsyncIterator<T, undefined>
      readonly cached: Cached | undefined
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
interface Under<T> {
  readonly flight: Flight<T>
  stored?: Promise<void>
}

export function meetings(house: House): Meet {
  const { all, count, saved, later } = house
  const flights = new Map<string, Under<unknown>>()
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
    const shelf = house.shelf(namespace)
    const text = textOf(operation, endpoint, request)
    const named = shelf.key(typeof text === 'string' ? text : await text)
    const key = typeof named === 'string' ? named : await named
    // Maps of nothing are not worth the making of an id.
    const idOf = (): string => `${shelf.namespace}\n${key}`
    const underWay = (): Under<T> | undefined =>
      all.share && flights.size ? (flights.get(idOf()) as Under<T> | undefined) : undefined
    const join = (): Met<T> | undefined => {
      const under = underWay()
      if (!under?.flight.open) return
      count('shared')
      return {
        items: under.flight.read(signal),
        cached: cachedOf(shelf, all.clock(), true),
      }
    }
    const start = (id: string, anew: boolean): Flight<T> => {
      const under: Under<T> = {
        flight: depart(
          house,
          shelf,
          key,
          anew,
          ways,
          (entry) => cachedOf(shelf, entry.at, true),
          (stored) => {
            under.stored = stored.finally(() => {
              if (flights.get(id) === under) flights.delete(id)
            })
          },
        ),
      }
      flights.set(id, under)
      return under.flight
    }

    const stored = underWay()?.stored
    const early = join()
    if (early) return early
    if (stored) await raceAbort(stored, signal)
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
        looking = await raceAbort(looking, signal)
      }
      if (!looking?.refused) entry = looking
      const { answer } = entry ?? {}
      const cached = cachedOf(shelf, entry?.at ?? 0)
      // His `accept` may ask more than the one it was kept by.
      if (entry && !(answer && accept && !(await isAccepted(accept, responseOf(answer, cached))))) {
        if (all.clock() >= entry.expires) {
          // Fetched anew once at a time. Nobody joins it: the old answer is there.
          const renewal = `${idOf()}~`
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
    if (cache !== 'only')
      return { items: start(idOf(), cache === 'refresh' || !!entry).read(signal), cached: undefined }
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
