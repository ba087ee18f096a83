import {
  AiuError,
  CALL_OPTIONS,
  type Cached,
  type CacheStore,
  type ChatEvent,
  type ChatRequest,
  type ChatResponse,
  type Endpoint,
  type FinishEvent,
  type Layer,
  type ResponseBase,
} from '@aiu/core'
import { type Flight, type FlightPlan, flight } from './flight.ts'
import { identity, madeAt } from './identity.ts'

/** What is kept: the answer, or its events, and when they came. */
interface Entry<T> {
  readonly version: 1
  /** Unix ms. */
  readonly at: number
  readonly items: readonly T[]
}
const isEntry = <T>(value: unknown): value is Entry<T> =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === 1

const NOT_THE_QUESTION: readonly string[] = CALL_OPTIONS
const keyOf = (kind: string, endpoint: Endpoint, request: ChatRequest): string =>
  JSON.stringify([
    kind,
    identity(endpoint),
    Object.entries(request).filter(
      ([name, value]) => value !== undefined && !NOT_THE_QUESTION.includes(name),
    ),
  ])

/** Is it the endpoint's own answer, and a whole one? A backup's is not kept under the first choice. */
const worthKeeping = (
  { finishReason, attempts }: Pick<FinishEvent, 'finishReason' | 'attempts'>,
  endpoint: Endpoint,
): boolean => {
  const last = attempts?.at(-1)
  const own = endpoint.interchangeable ? (endpoint.members ?? []) : [endpoint]
  return /^(stop|tool-calls)$/.test(finishReason) && !!last && own.some((one) => madeAt(last, one))
}

/** What the answer's base becomes for one who did not go upstream for it. */
const unpaid = (cached: Cached): Pick<ResponseBase, 'attempts' | 'cached'> => ({ attempts: [], cached })

/** Out of the store, or out of the flight that is under way, or out of a new one. */
interface Asked<T> extends Omit<FlightPlan<T>, 'end'> {
  readonly key: string
  readonly request: ChatRequest
  keep(all: readonly T[]): boolean | Promise<boolean>
  /** An item as it is for one who did not go upstream for it. */
  as(item: T, cached: Cached): T
}
function sharing<T>(store: CacheStore, clock: () => number) {
  const flights = new Map<string, Flight<T>>()
  return async function* answers({ key, request, run, isLast, keep, as }: Asked<T>): AsyncGenerator<T, void> {
    const hit = await store.get(key)
    if (isEntry<T>(hit)) {
      const { at, items } = hit
      for (const item of items) yield as(item, { at, ageMs: clock() - at, store: 'memory' })
      return
    }
    if (request.cache === 'only') throw new AiuError('unsupported', 'The answer is not in the cache.')
    const under = flights.get(key)
    if (under) {
      for await (const item of under.read(request.signal))
        yield as(item, { at: clock(), ageMs: 0, store: 'memory', shared: true })
      return
    }
    const own = flight<T>({
      run,
      isLast,
      end: async (items) => {
        flights.delete(key)
        if (items && (await keep(items)))
          await store.set(key, { version: 1, at: clock(), items } satisfies Entry<T>)
      },
    })
    flights.set(key, own)
    yield* own.read(request.signal)
  }
}

/** A request for all readers of a flight: nobody's patience, nobody's labels. */
const forAll = (request: ChatRequest, signal: AbortSignal): ChatRequest => ({
  ...request,
  signal,
  deadline: undefined,
  tags: undefined,
})

/**
 * Equal questions are asked once: out of the store, or by sharing the call that is under way. The shared call has a signal of its
 * own and ends when its last reader leaves. Only what has come whole is stored.
 */
export function cache(store: CacheStore, clock: () => number = Date.now): Layer {
  const whole = sharing<ChatResponse>(store, clock)
  const pieces = sharing<ChatEvent>(store, clock)
  return {
    name: 'cache',
    order: 40,
    async chat(request, next, endpoint) {
      const answers = whole({
        key: keyOf('chat', endpoint, request),
        request,
        async *run(signal) {
          yield await next(forAll(request, signal))
        },
        isLast: () => true,
        keep: async ([response]) =>
          !!response && worthKeeping(response, endpoint) && ((await request.accept?.(response)) ?? true),
        as: (response, cached) => ({ ...response, ...unpaid(cached) }),
      })
      for await (const response of answers) return response
      throw new AiuError('malformed', 'There was no answer.')
    },
    stream: (request, next, endpoint) =>
      pieces({
        key: keyOf('stream', endpoint, request),
        request,
        run: (signal) => next(forAll(request, signal)),
        isLast: ({ type }) => type === 'finish',
        keep(events) {
          const last = events.at(-1)
          return last?.type === 'finish' && worthKeeping(last, endpoint)
        },
        as(event, cached) {
          if (event.type === 'start') return { ...event, cached }
          return event.type === 'finish' ? { ...event, ...unpaid(cached) } : event
        },
      }),
  }
}
