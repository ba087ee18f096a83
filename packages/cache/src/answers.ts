import type { Cached, ChatEvent, ChatRequest, ChatResponse, Layer } from '@aiu/core'
import { answerOf, lengthOf, responseOf } from './entry/answer.ts'
import { cutter, isCutOf } from './entry/cuts.ts'
import { depart } from './flight/depart.ts'
import { MOST_ITEMS } from './flight/flight.ts'
import { opening, single } from './flight/opening.ts'
import { answerIn, asShared, type Whole, wholeOf } from './flight/readers.ts'
import type { House } from './house.ts'
import { keep } from './keep.ts'
import { isCacheable } from './keepable.ts'
import { after, type Maybe } from './maybe.ts'
import { type Fly, meetings } from './meetings.ts'
import { type Place, placeOf } from './place.ts'
import { putTogether } from './put-together.ts'
import { replayed } from './replay.ts'

/** A request for all readers of a flight: nobody's patience, nobody's labels. */
const forAll = (request: ChatRequest, signal: AbortSignal): ChatRequest => ({
  ...request,
  signal,
  deadline: undefined,
  tags: undefined,
})
const sizeOf = (event: ChatEvent): number =>
  'text' in event ? event.text.length : 'delta' in event ? event.delta.length : 0

/** The hooks for chats, whole and as a stream: one key, one entry and one flight for both. */
export function answers(house: House): Required<Pick<Layer, 'chat' | 'stream'>> {
  const { all } = house
  const { meet, filled, saved } = meetings(house)

  return {
    async chat(request, next, endpoint) {
      if (!isCacheable(request, all)) return next(request)
      return after(placeOf(house, endpoint, request), (place) => {
        const whole = (response: ChatResponse): Whole => ({ response, answer: answerOf(response) })
        const fly: Fly = (over, anew) => ({
          kind: 'whole',
          flight: depart<Whole>(house, place, {
            anew,
            upstream: (signal) => single(async () => whole(await next(forAll(request, signal)))),
            fromEntry: (entry) => single(async () => whole(responseOf(entry.answer, filled(place, entry)))),
            isLast: () => true,
            seen: ({ answer }) => answer.parts.reduce((sum, part) => sum + lengthOf(part), 0),
            keep: async ([came]) =>
              !!came && keep(house, place, endpoint, request, came.answer, came.response),
            over,
          }),
        })
        return after(meet(place, request, fly), (met) =>
          'entry' in met
            ? responseOf(met.entry.answer, met.cached)
            : wholeOf(met.shared, met.cached, request.signal, saved),
        )
      })
    },

    stream(request, next, endpoint) {
      if (!isCacheable(request, all)) return next(request)
      const { signal: patience } = request
      const open = (place: Place): Maybe<AsyncIterator<ChatEvent>> => {
        const fly: Fly = (over, anew) => {
          const times: number[] = []
          return {
            kind: 'live',
            flight: depart<ChatEvent>(house, place, {
              anew,
              upstream: (signal) => next(forAll(request, signal))[Symbol.asyncIterator](),
              fromEntry: (entry) => replayed(entry.answer, filled(place, entry), false, undefined),
              isLast: ({ type }) => type === 'finish',
              seen(event) {
                if (times.length < MOST_ITEMS) times.push(performance.now())
                return sizeOf(event)
              },
              keep(events) {
                const { note, cutsOf } = cutter()
                const [start = 0] = times
                const response = putTogether(events, (event, result, at) =>
                  note(event, result, Math.round((times[at] ?? start) - start)),
                )
                const answer = answerOf(response, cutsOf(response))
                const cuts = isCutOf(answer) ? answer.cuts : undefined
                return keep(house, place, endpoint, request, { ...answer, cuts }, response)
              },
              over,
            }),
          }
        }
        return after(meet(place, request, fly), (met) => {
          if ('entry' in met)
            return replayed(met.entry.answer, met.cached, all.replay === 'recorded', patience)
          const { shared, cached } = met
          if (shared.kind === 'live') {
            const events = shared.flight.read(patience)
            return cached ? asShared(events, cached, saved) : events
          }
          // A whole answer is another's: one's own call here is live.
          return answerIn(shared, patience).then(({ answer }) => {
            saved(answer)
            return replayed(answer, cached as Cached, false, patience)
          })
        })
      }
      return {
        [Symbol.asyncIterator]: () => opening(() => after(placeOf(house, endpoint, request), open)),
      }
    },
  }
}
