import { AiuError, type Endpoint, isAiuError, type Layer } from '@aiu/core'
import { type Clock, checkNumber, MAX_TIMER_MS, systemClock, wrapCall, wrapStream } from '@aiu/core/layer-kit'

export interface BreakerOptions {
  /** After so many failures in a row it opens. Default 5. */
  readonly failures?: number | undefined
  /** How long nobody is let through then, in ms. Default 30,000. */
  readonly restMs?: number | undefined
  /** Default: the platform's. */
  readonly clock?: Pick<Clock, 'now'> | undefined
}

/** What says something of the server; other errors are the question's, or the caller's. */
const ITS_OWN = /^(connection|timeout|server|rate-limit|interrupted|malformed)$/

/** Fails at once while a server is down; when its rest is over, one call goes and looks. */
export function breaker({ failures = 5, restMs = 30_000, clock = systemClock }: BreakerOptions = {}): Layer {
  checkNumber('breaker: failures', failures, 1, 1_000)
  checkNumber('breaker: restMs', restMs, 1, MAX_TIMER_MS)

  const states = new WeakMap<Endpoint, { inARow: number; until: number }>()
  /** Throws where nobody is let through; else it is told how the call ended. */
  const enter = (endpoint: Endpoint): ((error?: unknown) => void) => {
    const state = states.get(endpoint) ?? { inARow: 0, until: 0 }
    states.set(endpoint, state)
    const rest = (): void => {
      state.until = clock.now() + restMs
    }
    if (state.inARow >= failures) {
      const left = state.until - clock.now()
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
      const onEnd = enter(endpoint)
      return wrapCall({ send: () => next(request), onEnd })
    },
    iterate(_operation, request, next, endpoint) {
      let end: ReturnType<typeof enter> | undefined
      return wrapStream({
        open() {
          end = enter(endpoint)
          return next(request)
        },
        onEnd: (error) => end?.(error),
      })
    },
  }
}
