import type { Cached, ChatEvent, ChatRequest, Endpoint, Layer } from '@aiu/core'
import { resumeStream, wrapStream } from '@aiu/core/layer-kit'
import { type Answer, type Kept, responseOf } from './entry/answer.ts'
import type { Ways } from './flight/depart.ts'
import { single } from './flight/single.ts'
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
  const asShared =
    (cached: Cached) =>
    (event: ChatEvent): ChatEvent => {
      if (event.type === 'start') return { ...event, cached }
      if (event.type !== 'finish') return event
      saved(event)
      return { ...event, cached, attempts: [] }
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
      /** Of another's events: what becomes of each. */
      let share: ((event: ChatEvent) => ChatEvent) | undefined
      return wrapStream<ChatEvent>({
        async open() {
          const met = await meet<Item>('chat', request, endpoint, {
            keep: keeping(endpoint, request),
            upstream: (own) => next(forAll(request, own))[Symbol.asyncIterator](),
            replay: replayed,
          })
          if (met.entry)
            return resumeStream(replayed(met.entry as Kept, met.cached, signal, all.replay === 'recorded'))
          const { items, cached } = met
          // One's own call for a stream has events alone.
          if (!cached) return resumeStream(items as AsyncIterator<ChatEvent, undefined>)
          const first = await items.next()
          if (first.value?.type === 'whole') {
            saved(first.value.answer)
            return resumeStream(replayed(first.value, cached, signal))
          }
          share = asShared(cached)
          return resumeStream(items as AsyncIterator<ChatEvent>, [first as IteratorResult<ChatEvent>])
        },
        get mapEvent() {
          return share
        },
      })
    },
  }
}
