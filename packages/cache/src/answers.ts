import type { Cached, ChatEvent, ChatRequest, Endpoint, Layer } from '@aiu/core'
import { type Answer, type Kept, responseOf } from './entry/answer.ts'
import type { Ways } from './flight/depart.ts'
import { opening, single } from './flight/opening.ts'
import type { House } from './house.ts'
import { type Item, wholeIn, wholeOf } from './item.ts'
import { keep } from './keep.ts'
import { isCacheable } from './keepable.ts'
import { forAll, type Meet } from './meetings.ts'
import { replayed } from './replay.ts'

/** The hooks for chats, whole and as a stream: one key, one entry and one flight for both. */
export function answers(house: House, meet: Meet): Required<Pick<Layer, 'chat' | 'stream'>> {
  const { all, saved } = house

  /** Another's events, as one gets them who did not pay for them. */
  const asShared = (
    items: AsyncIterator<Item, undefined>,
    cached: Cached,
    signal: AbortSignal | undefined,
  ): AsyncIterator<ChatEvent, undefined> => {
    let replay: AsyncIterator<ChatEvent, undefined> | undefined
    return {
      async next() {
        if (replay) return replay.next()
        const step = await items.next()
        if (step.done) return step
        const { value } = step
        if (value.type === 'whole') {
          saved(value.answer)
          replay = replayed(value, cached, signal)
          return replay.next()
        }
        if (value.type === 'finish') {
          saved(value)
          return { value: { ...value, cached, attempts: [] }, done: false }
        }
        return { value: value.type === 'start' ? { ...value, cached } : value, done: false }
      },
      return: items.return as AsyncIterator<ChatEvent, undefined>['return'] & {},
    }
  }

  const keeping =
    (endpoint: Endpoint, request: ChatRequest): Ways<Item>['keep'] =>
    (shelf, key, items, times) =>
      keep(house, shelf, key, endpoint, request, wholeIn(items, times))

  return {
    async chat(request, next, endpoint) {
      if (!isCacheable(request, all)) return next(request)
      const met = await meet<Item>('chat', request, endpoint, {
        keep: keeping(endpoint, request),
        upstream: (signal) => single(async () => wholeOf(await next(forAll(request, signal)))),
        replay: ({ answer, course }, cached) =>
          single(async () => wholeOf(responseOf(answer, cached), course)),
      })
      const { entry, cached } = met
      if (entry) return responseOf(entry.answer as Answer, cached as Cached)
      const items: Item[] = []
      for (let step = await met.items.next(); !step.done; step = await met.items.next())
        items.push(step.value)
      const { response, answer } = wholeIn(items)
      if (!cached) return response
      saved(answer)
      return responseOf(answer, cached)
    },

    stream(request, next, endpoint) {
      if (!isCacheable(request, all)) return next(request)
      const { signal } = request
      return {
        [Symbol.asyncIterator]: () =>
          opening(async () => {
            const met = await meet<Item>('chat', request, endpoint, {
              keep: keeping(endpoint, request),
              upstream: (own) => next(forAll(request, own))[Symbol.asyncIterator](),
              replay: replayed,
            })
            if (met.entry) return replayed(met.entry as Kept, met.cached, signal, all.replay === 'recorded')
            return met.cached
              ? asShared(met.items, met.cached, signal)
              : // One's own call for a stream has events alone.
                (met.items as AsyncIterator<ChatEvent, undefined>)
          }),
      }
    },
  }
}
