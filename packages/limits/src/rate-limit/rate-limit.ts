import {
  AiuError,
  type CallOptions,
  type Endpoint,
  type Layer,
  type LimitRule,
  type LimitStore,
  tap,
} from '@aiu/core'
import { type Clock, realClock } from '../clock.ts'
import { after, type Maybe } from '../maybe.ts'
import { numberIn } from '../number-in.ts'
import { identity } from '../store/identity.ts'
import { processLimits } from '../store/process-limits.ts'
import { estimateUsage } from '../tokens/estimate-usage.ts'
import { type Lane, type Leaving, lane } from './lane.ts'
import { type Permit, permit, type Told } from './permit.ts'

export interface RateLimitOptions {
  /** How many requests in any stretch of `perMs`. */
  readonly requests?: number | undefined
  /** How many tokens, of questions and answers together, in any stretch of `perMs`. */
  readonly tokens?: number | undefined
  /** The stretch of time that `requests` and `tokens` are for, in ms. Default 60,000. */
  readonly perMs?: number | undefined
  /** How many calls at once; a stream is one until it ends or its reader leaves. */
  readonly concurrency?: number | undefined
  /** Whose limit it is: another key for another account. Default: the endpoint's name, base URL and scope. */
  readonly key?: string | undefined
  /** Who counts. Default: this process, for all its limits together. */
  readonly store?: LimitStore | undefined
  /** Fail with the code `limit` at once instead of waiting. Default false. */
  readonly refuse?: boolean | undefined
  /** How many calls may wait; one more fails with the code `limit`. Default 10,000. */
  readonly maxQueue?: number | undefined
  /** Reserved for an answer whose request has no `maxTokens`. Default 1,000. */
  readonly assumedTokens?: number | undefined
  /** Default: the real one. */
  readonly clock?: Clock | undefined
}

const PER_MS = 60_000
const lengthTokens = (text: string): number => text.length / 4

/**
 * Sends no more than a server allows. Calls that would be too many wait, the first one first, until there is room, or fail at once
 * with the code `limit` and `retryAfterMs` where their deadline comes before. Tokens are reserved from the question's length and
 * `maxTokens`, and settled by what was used. A server that says it has nothing left is not asked before its reset.
 *
 * @example const careful = wrap(groq({ model }), retry(), rateLimit({ requests: 30, tokens: 6_000, concurrency: 4 }))
 */
export function rateLimit(options: RateLimitOptions): Layer {
  const {
    requests,
    tokens,
    perMs = PER_MS,
    refuse,
    maxQueue = 10_000,
    assumedTokens = 1_000,
    clock = realClock,
    store = processLimits(clock),
  } = options
  const limits: Record<string, LimitRule> = {}
  const words: string[] = []
  const rule = (name: 'requests' | 'tokens' | 'concurrency', unit: string, of: number | undefined): void => {
    const amount = options[name]
    if (amount === undefined) return
    numberIn(`rateLimit: ${name}`, amount, 1, Number.MAX_SAFE_INTEGER)
    limits[unit] = { amount: Math.floor(amount), perMs: of }
    words.push(of ? `${amount} ${name} in ${of} ms` : `${amount} at once`)
  }
  numberIn('rateLimit: perMs', perMs, 1, Number.MAX_SAFE_INTEGER)
  numberIn('rateLimit: maxQueue', maxQueue, 0, Number.MAX_SAFE_INTEGER)
  numberIn('rateLimit: assumedTokens', assumedTokens, 0, Number.MAX_SAFE_INTEGER)
  const perRequest = `requests/${perMs}`
  const perToken = `tokens/${perMs}`
  rule('requests', perRequest, perMs)
  rule('tokens', perToken, perMs)
  rule('concurrency', 'concurrency', undefined)
  if (!words[0])
    throw new AiuError('configuration', 'rateLimit has neither requests nor tokens nor concurrency to limit.')

  const lanes = new Map<string, Lane>()
  const laneOf = (endpoint: Endpoint): Lane => {
    const key = options.key ?? identity(endpoint)
    let found = lanes.get(key)
    if (!found) {
      found = lane({
        clock,
        store,
        key,
        limits,
        worded: `${key} (${words.join(', ')})`,
        most: refuse ? -1 : maxQueue,
        lasts: (calls) => (requests ? Math.floor(calls / requests) * perMs : 0),
      })
      lanes.set(key, found)
    }
    return found
  }
  /** What the call may use, as far as it is limited. */
  const needOf = (request: CallOptions): Record<string, number> => {
    const units: Record<string, number> = {}
    for (const unit in limits) units[unit] = 1
    if (!tokens) return units
    const { inputTokens = 0, outputTokens = 0 } = estimateUsage(request, lengthTokens, assumedTokens)
    const least = inputTokens + ('maxTokens' in request && request.maxTokens ? outputTokens : 0)
    if (least > tokens)
      throw new AiuError(
        'limit',
        `The call may need ${least} tokens, and the limit is ${tokens} in ${perMs} ms.`,
        {
          hint: 'Ask for less at once, or raise the limit.',
        },
      )
    units[perToken] = Math.min(tokens, inputTokens + outputTokens)
    return units
  }

  const begin = (request: CallOptions, endpoint: Endpoint, leaving: Leaving): Maybe<Permit> => {
    const lane = laneOf(endpoint)
    return after(lane.take(needOf(request), request, leaving), (id) => permit(lane, id, tokens && perToken))
  }

  return {
    name: 'rateLimit',
    order: 80,
    async call(_operation, request, next, endpoint) {
      const begun = begin(request, endpoint, {})
      const { done, failed } = begun instanceof Promise ? await begun : begun
      try {
        const response = await next(request)
        done(response)
        return response
      } catch (error) {
        failed(error)
        throw error
      }
    },
    iterate(_operation, request, next, endpoint) {
      type Event = ReturnType<typeof next> extends AsyncIterable<infer E> ? E : never
      const leaving: Leaving = {}
      let events: AsyncIterator<Event> | undefined
      let left = false
      const open = async (): Promise<IteratorResult<Event>> => {
        const begun = begin(request, endpoint, leaving)
        const { done, failed, unused } = begun instanceof Promise ? await begun : begun
        if (left) {
          unused()
          return { value: undefined, done: true }
        }
        let told: Told = {}
        try {
          events = tap(next(request) as AsyncIterable<Event>, {
            event(event) {
              if (/^(start|usage|finish)$/.test(event.type)) told = { ...told, ...(event as Told) }
            },
            end: (error) => (error ? failed(error, told) : done(told)),
          })[Symbol.asyncIterator]()
        } catch (error) {
          failed(error)
          throw error
        }
        return events.next()
      }
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => (events ? events.next() : open()),
          async return() {
            left = true
            leaving.leave?.()
            await events?.return?.()
            return { value: undefined, done: true }
          },
        }),
      }
    },
  }
}
