import { AiuError, type Endpoint, isAiuError, type Layer, tap } from '@aiu/core'

export interface BreakerOptions {
  /** After so many failures in a row it opens. Default 5. */
  readonly failures?: number | undefined
  /** How long nobody is let through then, in ms. Default 30,000. */
  readonly restMs?: number | undefined
  /** Ms on a clock that only goes forward. Default: the platform's. */
  readonly now?: (() => number) | undefined
}

/** What says something of the server; other errors are the question's, or the caller's. */
const ITS_OWN = /^(connection|timeout|server|rate-limit|interrupted|malformed)$/

/** Fails at once while a server is down; when its rest is over, one call goes and looks. */
export function breaker({
  failures = 5,
  restMs = 30_000,
  now = () => performance.now(),
}: BreakerOptions = {}): Layer {
  for (const [name, value] of Object.entries({ failures, restMs }))
    if (!(value >= 1)) throw new AiuError('configuration', `breaker: ${name} is ${value}, not 1 or more.`)

  const states = new WeakMap<Endpoint, { inARow: number; until: number }>()
  /** Throws where nobody is let through; else it is told how the call ended. */
  const enter = (endpoint: Endpoint): ((error?: unknown) => void) => {
    const state = states.get(endpoint) ?? { inARow: 0, until: 0 }
    states.set(endpoint, state)
    const rest = (): void => {
      state.until = now() + restMs
    }
    if (state.inARow >= failures) {
      const left = state.until - now()
      if (left > 0)
        throw new AiuError('limit', `${endpoint.name} failed ${state.inARow} times in a row, and rests.`, {
          retryAfterMs: Math.ceil(left),
        })
      // This one looks; for the others nothing has changed yet.
      rest()
    }
    return (error) => {
      if (!error) state.inARow = 0
      else if (isAiuError(error) && ITS_OWN.test(error.code)) {
        state.inARow++
        rest()
      }
    }
  }

  return {
    name: 'breaker',
    order: 65,
    async call(_operation, request, next, endpoint) {
      const end = enter(endpoint)
      try {
        const response = await next(request)
        end()
        return response
      } catch (error) {
        end(error)
        throw error
      }
    },
    iterate(_operation, request, next, endpoint) {
      let end: ReturnType<typeof enter> | undefined
      // At the first read, not before: a stream that nobody reads asks nothing.
      const events: ReturnType<typeof next> = {
        [Symbol.asyncIterator]() {
          end = enter(endpoint)
          return next(request)[Symbol.asyncIterator]()
        },
      }
      return tap(events, { end: (error) => end?.(error) })
    },
  }
}
