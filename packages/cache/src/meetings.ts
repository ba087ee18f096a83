import { AiuError, type Cached, type ChatRequest, type ChatResponse } from '@aiu/core'
import { responseOf } from './entry/answer.ts'
import { type Entry, type Filled, isFilled } from './entry/entry.ts'
import { orLeave } from './flight/or-leave.ts'
import { drain, type Shared } from './flight/readers.ts'
import type { House } from './house.ts'
import { isAccepted } from './keepable.ts'
import { after, type Maybe } from './maybe.ts'
import type { Place } from './place.ts'

/** What a question met with: an answer that is kept, or a call under way; `cached` is absent for who started it. */
type Met =
  | { readonly entry: Filled; readonly cached: Cached }
  | { readonly shared: Shared; readonly cached: Cached | undefined }

/** Goes upstream; tells when it is over. `anew`: there may be an entry already. */
export type Fly = (over: (stored: Promise<void>) => void, anew: boolean) => Shared

/** Where questions meet with their answers. */
export interface Meetings {
  /** Out of the store, out of the call that is under way, or out of a new one. */
  meet(place: Place, request: ChatRequest, fly: Fly): Maybe<Met>
  /** An entry that another process made while this one waited for it. */
  filled(place: Place, entry: Filled): Cached
  /** An answer was given that was not paid for. */
  saved(answer: Pick<ChatResponse, 'usage' | 'cost'>): void
}

export function meetings({ all, counted, later }: House): Meetings {
  const flights = new Map<string, Shared>()
  /** What has come, and is on its way into the store. */
  const landing = new Map<string, Promise<void>>()
  const lookups = new Map<string, Promise<Entry | undefined>>()
  const renewing = new Set<string>()

  const cachedOf = ({ shelf }: Place, entry?: Entry, shared?: true): Cached => {
    const now = all.clock()
    const at = entry?.at ?? now
    const cached = { at, ageMs: Math.max(0, now - at), store: shelf.storeName }
    return shared ? { ...cached, shared } : cached
  }
  const saved: Meetings['saved'] = ({ usage, cost }) => counted.saved(usage, cost)

  /** Equal questions that come at once look into the store once. */
  const look = ({ shelf, key, id }: Place, { signal }: ChatRequest): Maybe<Entry | undefined> => {
    let looking = lookups.size ? lookups.get(id) : undefined
    if (!looking) {
      const given = shelf.get(key)
      if (!(given instanceof Promise)) return given
      looking = given
      if (all.share) {
        looking = given.finally(() => lookups.delete(id))
        lookups.set(id, looking)
      }
    }
    return orLeave(looking, signal)
  }
  const join = (place: Place): Met | undefined => {
    // A map of nothing is not worth the making of an id.
    const shared = flights.size ? flights.get(place.id) : undefined
    if (!shared?.flight.open) return
    counted.count('shared')
    return { shared, cached: cachedOf(place, undefined, true) }
  }
  const start = ({ id }: Place, anew: boolean, fly: Fly): Met => {
    const shared = fly((stored) => {
      if (flights.get(id) !== shared) return
      flights.delete(id)
      const done = stored.finally(() => {
        if (landing.get(id) === done) landing.delete(id)
      })
      landing.set(id, done)
    }, anew)
    if (all.share) flights.set(id, shared)
    return { shared, cached: undefined }
  }
  /** Fetches anew what is old, once at a time. Nobody joins it: the old answer is there. */
  const renew = ({ id }: Place, fly: Fly): void => {
    if (renewing.has(id)) return
    renewing.add(id)
    later(drain(fly((stored) => void stored.finally(() => renewing.delete(id)), true)))
  }
  /** An entry that will do for this caller: his `accept` may ask more than the one it was kept by. */
  const fitting = (place: Place, request: ChatRequest, entry: Entry | undefined): Maybe<Met | undefined> => {
    if (!isFilled(entry)) return
    const met = { entry, cached: cachedOf(place, entry) }
    return request.accept
      ? isAccepted(request, responseOf(entry.answer, met.cached)).then((is) => (is ? met : undefined))
      : met
  }

  /** Out of the store, out of the call that is under way, or out of a new one. */
  const meet = (place: Place, request: ChatRequest, fly: Fly): Maybe<Met> => {
    const { cache, signal } = request
    const anew = cache === 'refresh'
    const stored = landing.size ? landing.get(place.id) : undefined
    return (
      join(place) ??
      after(stored && orLeave(stored, signal), () =>
        // Who has waited for a write that failed does not wait for the same store again.
        after(anew || (stored && place.shelf.unwritten) ? undefined : look(place, request), (entry) =>
          after(fitting(place, request, entry), (met) => {
            if (met && 'entry' in met) {
              if (all.clock() >= met.entry.expires) renew(place, fly)
              counted.count('hits')
              saved(met.entry.answer)
              return met
            }
            // Others may have asked meanwhile.
            const late = join(place)
            if (late) return late
            // An entry that did not fit will not do later, either.
            if (cache !== 'only') return start(place, anew || isFilled(entry), fly)
            throw new AiuError(
              'unsupported',
              "The answer is not in the cache, and `cache: 'only'` allows no other.",
              { hint: 'Ask with another `cache`; `explainMiss` tells what differs from what is there.' },
            )
          }),
        ),
      )
    )
  }
  /** Filled by another process while this one waited. */
  const filled = (place: Place, entry: Filled): Cached => {
    counted.count('shared')
    saved(entry.answer)
    return cachedOf(place, entry, true)
  }
  return { meet, filled, saved }
}
