import { type CallOptions, type Endpoint, isAiuError, type Layer, type Streams } from '@aiu/core'
import {
  beginStreams,
  type Clock,
  checkNumber,
  delay,
  MAX_TIMER_MS,
  systemClock,
  wrapStream,
} from '@aiu/core/layer-kit'
import { hintOf } from './hint.ts'
import { mayRetry, wasClosed } from './may-retry.ts'
import { RETRY, retryBudget } from './retry-budget.ts'

export interface RetryOptions {
  /** How often a request is sent at the most, the first time counted. Default 3. */
  readonly attempts?: number | undefined
  /** A server that asks to wait longer, in ms, is not waited for. Default 60,000. */
  readonly maxWaitMs?: number | undefined
  /** What tells the time, and waits. Default: the platform's. */
  readonly clock?: Clock | undefined
  /** From 0 to 1, for the jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined
}

const BASE_MS = 500
const MOST_BACKOFF_MS = 8000
const MOST_JITTER_MS = 1000

/**
 * Sends a request again that failed of something that passes: a connection lost before the reply, an attempt's `timeout`, the statuses
 * 408, 409, 425, 429, 500, 502, 503, 504, 520 to 524 and 529, and what `x-should-retry` says. It waits for half a second, then twice as
 * long each time, at most 8 s, and half of that is chance; where the server says for how long, never less. A stream is asked for again
 * only while nothing of it has come.
 *
 * It gives up at once where the server asks to wait longer than `maxWaitMs`, or than is left until `request.deadline`, with the
 * server's wish as `retryAfterMs` on the error; and where too many calls of one provider fail: 10 retries, and a tenth of the calls.
 *
 * @throws AiuError `configuration`: `attempts` is not from 1 to 100, or `maxWaitMs` not from 1 to 2,147,483,647 (24.8 days).
 * @example const ai = createClient(provider, retry())
 */
export function retry({
  attempts = 3,
  maxWaitMs = 60_000,
  clock = systemClock,
  random = Math.random,
}: RetryOptions = {}): Layer {
  checkNumber('retry: attempts', attempts, 1, 100)
  checkNumber('retry: maxWaitMs', maxWaitMs, 1, MAX_TIMER_MS)
  const budgetOf = retryBudget(clock, maxWaitMs + 60_000)

  /** Asks until there is an answer, or no use in asking. `left`, for the first event of a stream, fires when its reader leaves. */
  function again<T>(
    { deadline = Infinity, signal }: CallOptions,
    endpoint: Endpoint,
    ask: () => Promise<T>,
    left?: AbortSignal,
  ): Promise<T> {
    const budget = budgetOf(endpoint)
    let { reached } = budget
    let taken = 0
    let tried = 1
    budget.add(1)
    const answered = (answer: T): T => {
      budget.reached = true
      budget.add(taken)
      return answer
    }
    const failed = async (error: unknown): Promise<T> => {
      const over = left ? AbortSignal.any([signal ?? left, left]) : signal
      if (over?.aborted || !isAiuError(error) || !mayRetry(error, !!left)) throw error
      if (error.status) budget.reached = true
      // A kept connection that has died since is no failure of the server's. Once: the next one is new.
      const stale = reached && wasClosed(error)
      if (stale) {
        reached = false
        tried--
      }
      const hint = hintOf(error)
      if (hint) (error as { retryAfterMs?: number }).retryAfterMs = hint
      const waitMs = stale
        ? 0
        : hint
          ? // A timer may ring a moment early.
            hint + 1 + Math.min(MOST_JITTER_MS, hint / 10) * random()
          : Math.min(MOST_BACKOFF_MS, BASE_MS * 2 ** (tried - 1)) * (0.5 + random() / 2)
      if (tried >= attempts || hint > maxWaitMs || clock.now() + waitMs >= deadline || !budget.take())
        throw error
      taken += RETRY
      await delay(waitMs, over, clock)
      tried++
      return attempt()
    }
    // One promise more for what succeeds at once, as most do.
    const attempt = (): Promise<T> => {
      try {
        return ask().then(answered, failed)
      } catch (error) {
        return failed(error)
      }
    }
    return attempt()
  }

  return {
    name: 'retry',
    order: 70,
    call: (_operation, request, next, endpoint) => again(request, endpoint, () => next(request)),
    iterate: (_operation, request, next, endpoint) =>
      wrapStream({
        open(opening) {
          const { begin } = beginStreams<Streams[typeof _operation]['event']>(opening)
          return again(request, endpoint, () => begin(next(request)), opening.signal)
        },
      }),
  }
}
