import {
  AiuError,
  type Cached,
  type ChatEvent,
  type ChatRequest,
  type ChatResponse,
  type Layer,
} from '@aiu/core'
import { answerOf, lengthOf, responseOf } from './entry/answer.ts'
import { type Entry, type Filled, isFilled } from './entry/entry.ts'
import { depart } from './flight/depart.ts'
import { orLeave } from './flight/or-leave.ts'
import { asShared, drain, opening, type Shared, wholeOf } from './flight/readers.ts'
import type { House } from './house.ts'
import { keep } from './keep.ts'
import { isCacheable } from './keepable.ts'
import { type Place, placeOf } from './place.ts'
import { putTogether } from './put-together.ts'
import { playing, replayed } from './replay.ts'

/** What a question met with: an answer that is kept, or a call under way; `cached` is absent for who started it. */
type Met =
  | { readonly entry: Filled; readonly cached: Cached }
  | { readonly shared: Shared; readonly cached: Cached | undefined }

/** Goes upstream; tells when it is over. */
type Fly = (over: (stored: Promise<void>) => void) => Shared

/** A request for all readers of a flight: nobody's patience, nobody's labels. */
const forAll = (request: ChatRequest, signal: AbortSignal): ChatRequest => ({
  ...request,
  signal,
  deadline: undefined,
  tags: undefined,
})
const sizeOf = (event: ChatEvent): number =>
  'text' in event ? event.text.length : 'delta' in event ? event.delta.length : 1

/** The hooks for chats, whole and as a stream: one key, one entry and one flight for both. */
export function answers(house: House): Required<Pick<Layer, 'chat' | 'stream'>> {
  const { all, counted } = house
  const flights = new Map<string, Shared>()
  const landing = new Map<string, Promise<void>>()
  const renewing = new Set<string>()
  const lookups = new Map<string, Promise<Entry | undefined>>()

  const under = ({ id }: Place): Shared | undefined => {
    const shared = flights.get(id)
    return shared?.flight.open ? shared : undefined
  }
  /** Equal questions that come at once look into the store once. */
  const look = ({ shelf, key, id }: Place): Entry | undefined | Promise<Entry | undefined> => {
    const looking = lookups.get(id)
    if (looking) return looking
    const given = shelf.get(key)
    if (!(given instanceof Promise) || !all.share) return given
    const shared = given.finally(() => lookups.delete(id))
    lookups.set(id, shared)
    return shared
  }
  const start = ({ id }: Place, make: Fly): Shared => {
    const shared = make((stored) => {
      if (flights.get(id) !== shared) return
      flights.delete(id)
      const done = stored.finally(() => {
        if (landing.get(id) === done) landing.delete(id)
      })
      landing.set(id, done)
    })
    if (all.share) flights.set(id, shared)
    return shared
  }
  /** Fetches anew what is old, once at a time. Nobody joins it: the old answer is there. */
  const renew = ({ id }: Place, make: Fly): void => {
    if (renewing.has(id)) return
    renewing.add(id)
    house.later(drain(make((stored) => void stored.finally(() => renewing.delete(id)))))
  }
  const cachedOf = ({ shelf }: Place, entry?: Entry, shared?: true): Cached => {
    const now = all.clock()
    const at = entry?.at ?? now
    return { at, ageMs: now - at, store: shelf.storeName, ...(shared && { shared }) }
  }

  /** Out of the store, out of the call that is under way, or out of a new one. */
  async function meet(place: Place, { cache, signal }: ChatRequest, fly: Fly): Promise<Met> {
    const join = (): Met | undefined => {
      const shared = under(place)
      if (!shared) return
      counted.count('shared')
      return { shared, cached: cachedOf(place, undefined, true) }
    }
    const early = join()
    if (early) return early
    // An answer that has just come is on its way into the store.
    const stored = landing.get(place.id)
    if (stored) await orLeave(stored, signal)
    if (cache !== 'refresh') {
      const looked = look(place)
      const entry = looked instanceof Promise ? await looked : looked
      if (isFilled(entry)) {
        if (all.clock() >= entry.expires) renew(place, fly)
        counted.count('hits')
        counted.saved(entry.answer.usage, entry.answer.cost)
        return { entry, cached: cachedOf(place, entry) }
      }
      // Others may have asked meanwhile.
      const late = join()
      if (late) return late
    }
    if (cache === 'only')
      throw new AiuError(
        'unsupported',
        "The answer is not in the cache, and `cache: 'only'` allows no other.",
        {
          hint: 'Ask with another `cache`; `explainMiss` tells what differs from what is there.',
        },
      )
    counted.count('misses')
    return { shared: start(place, fly), cached: undefined }
  }

  const saved = ({ usage, cost }: Pick<ChatResponse, 'usage' | 'cost'>): void => counted.saved(usage, cost)

  return {
    async chat(request, next, endpoint) {
      if (!isCacheable(request, all)) return next(request)
      const place = await placeOf(house, endpoint, request)
      const met = await meet(place, request, (over) => ({
        kind: 'whole',
        flight: depart<ChatResponse>(house, place, {
          async *upstream(signal) {
            yield await next(forAll(request, signal))
          },
          fromEntry: (entry) => [responseOf(entry.answer, cachedOf(place, entry, true))],
          isLast: () => true,
          seen: ({ parts }) => parts.reduce((sum, part) => sum + lengthOf(part), 0),
          keep: async ([response]) => !!response && keep(house, place, endpoint, request, response),
          over,
        }),
      }))
      if ('entry' in met) return responseOf(met.entry.answer, met.cached)
      const { shared, cached } = met
      const response = await wholeOf(shared, request.signal)
      if (!cached) return response
      saved(response)
      return { ...response, cached, attempts: [] }
    },

    stream(request, next, endpoint) {
      if (!isCacheable(request, all)) return next(request)
      const fly = (place: Place, over: Parameters<Fly>[0]): Shared => {
        const times: number[] = []
        return {
          kind: 'live',
          flight: depart<ChatEvent>(house, place, {
            upstream: (signal) => next(forAll(request, signal)),
            fromEntry: (entry) =>
              replayed(entry.answer, cachedOf(place, entry, true)).map(({ event }) => event),
            isLast: ({ type }) => type === 'finish',
            seen(event) {
              times.push(performance.now())
              return sizeOf(event)
            },
            keep(events) {
              const { response, cuts } = putTogether(events, times)
              return keep(house, place, endpoint, request, response, cuts)
            },
            over,
          }),
        }
      }
      return opening(async () => {
        const place = await placeOf(house, endpoint, request)
        const met = await meet(place, request, (over) => fly(place, over))
        const { signal } = request
        if ('entry' in met)
          return playing(replayed(met.entry.answer, met.cached), all.replay === 'recorded', signal)
        const { shared, cached } = met
        if (shared.kind === 'whole') {
          const response = await wholeOf(shared, signal)
          saved(response)
          return playing(replayed(answerOf(response), cached ?? cachedOf(place)), false, signal)
        }
        const events = shared.flight.read(signal)
        return cached ? asShared(events, cached, saved) : events
      })
    },
  }
}
