import {
  AiuError,
  type CallOptions,
  type Endpoint,
  type Layer,
  type LimitRule,
  type LimitStore,
  type Operation,
} from '@aiu/core'
import { estimateLikely } from '@aiu/core/accounting'
import {
  type Awaitable,
  type Clock,
  checkNumber,
  mapAwaitable,
  type Opening,
  systemClock,
} from '@aiu/core/layer-kit'
import { type Admission, admitCall, admitStream } from '../admission.ts'
import { identity } from '../store/identity.ts'
import { processLimits } from '../store/process-limits.ts'
import { permit } from './permit.ts'
import { type WaitQueue, waitQueue } from './wait-queue.ts'
import { tidy, waitQueuesOf } from './wait-queues.ts'

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

/**
 * Sends no more than a server allows. Calls that would be too many wait, the first one first, until there is room, or fail at once
 * with the code `limit` and `retryAfterMs` where their deadline comes before. Tokens are reserved from the question's length and
 * `maxTokens`, and settled by what was used. What the server says it has left is obeyed.
 *
 * @example const careful = wrap(groq({ model }), retry(), rateLimit({ requests: 30, tokens: 6_000, concurrency: 4 }))
 */
export function rateLimit(options: RateLimitOptions): Layer {
  const {
    requests,
    tokens,
    perMs = 60_000,
    concurrency,
    refuse,
    maxQueue = 10_000,
    assumedTokens = 1_000,
    clock = systemClock,
    store = processLimits(clock),
  } = options ?? {}
  const limits: Record<string, LimitRule> = {}
  const words: string[] = []
  for (const [name, value, least] of [
    ['requests', requests, 1],
    ['tokens', tokens, 1],
    ['concurrency', concurrency, 1],
    ['perMs', perMs, 1],
    ['maxQueue', maxQueue, 0],
    ['assumedTokens', assumedTokens, 0],
  ] as const)
    if (value !== undefined) checkNumber(`rateLimit: ${name}`, value, least, Number.MAX_SAFE_INTEGER)
  const perRequest = `requests/${perMs}`
  const perToken = `tokens/${perMs}`
  const rule = (unit: string, given: number | undefined, of?: number): void => {
    if (!given) return
    const amount = Math.floor(given)
    limits[unit] = { amount, perMs: of }
    words.push(`${amount} ${of ? `${unit.split('/')[0]} in ${of} ms` : 'at once'}`)
  }
  rule(perRequest, requests, perMs)
  rule(perToken, tokens, perMs)
  rule('concurrency', concurrency)
  if (!words[0])
    throw new AiuError('configuration', 'rateLimit has neither requests nor tokens nor concurrency to limit.')

  const queues = waitQueuesOf(store)
  /** Of whom it was asked last: mostly there is one. */
  let asked: Endpoint | undefined
  let key = ''
  let worded = ''
  const queueOf = (endpoint: Endpoint): WaitQueue => {
    if (endpoint !== asked) {
      asked = endpoint
      key = options.key ?? identity(endpoint)
      worded = `${key} (${words.join(', ')})`
    }
    let found = queues.get(worded)
    if (!found) {
      found = waitQueue({
        clock,
        store,
        key,
        limits,
        worded,
        requests,
        perToken,
        perMs,
      })
      tidy(queues)
      queues.set(worded, found)
    }
    return found
  }
  /** What the call may use, as far as it is limited. */
  const needOf = (operation: Operation, request: CallOptions): Record<string, number> => {
    const units: Record<string, number> = {}
    for (const unit in limits) units[unit] = 1
    if (!tokens) return units
    const { totalTokens = 0, outputTokens = 0 } = estimateLikely(operation, request, assumedTokens)
    const least = totalTokens - ('maxTokens' in request && request.maxTokens ? 0 : outputTokens)
    if (least > tokens)
      throw new AiuError(
        'limit',
        `The call may need ${least} tokens, and the limit is ${tokens} in ${perMs} ms.`,
        {
          hint: 'Ask for less at once, or raise the limit.',
        },
      )
    units[perToken] = Math.min(limits[perToken]?.amount ?? 0, totalTokens)
    return units
  }

  const begin = <Q extends CallOptions, T>(
    operation: Operation,
    request: Q,
    endpoint: Endpoint,
    send: (request: Q) => T,
    opening?: Opening,
  ): Awaitable<Admission<T>> => {
    const queue = queueOf(endpoint)
    const units = needOf(operation, request)
    const { [perToken]: reserved } = units
    return mapAwaitable(queue.take(units, request, opening, refuse ? -1 : maxQueue), (id) =>
      permit({
        queue,
        id,
        request,
        send,
        tokens: reserved === undefined ? undefined : { unit: perToken, reserved },
      }),
    )
  }

  return {
    name: 'rateLimit',
    order: 80,
    call: (operation, request, next, endpoint) => admitCall(() => begin(operation, request, endpoint, next)),
    iterate: (operation, request, next, endpoint) =>
      admitStream((opening) => begin(operation, request, endpoint, next, opening)),
  }
}
