import type { AiuError } from '@aiu/core'
import { type Clock, checkNumber, systemClock } from '@aiu/core/layer-kit'
import { movesOn } from './moves-on.ts'
import { noneAnswered } from './none-answered.ts'
import type { Turn, Way } from './way.ts'

export interface InTurnOptions {
  /** How long a member that failed comes last, unless its server said how long. Default 5,000. */
  readonly cooldownMs?: number | undefined
  /** Default: the real one. */
  readonly clock?: Clock | undefined
}

/** These are about a member's state, not about this question. */
const COOLS = /^(connection|timeout|rate-limit|quota|server|authentication|interrupted|malformed|redirect)$/

/** No server puts a member out of use for longer, in ms. */
const LONGEST = 3_600_000

/** One after another, until one answers; those in cooldown last. `order` says who comes when, by their places. */
export function inTurn(
  kind: string,
  { cooldownMs = 5_000, clock = systemClock }: InTurnOptions,
  order: (turn: Turn<unknown>) => readonly number[],
): Way {
  checkNumber(`${kind}: cooldownMs`, cooldownMs, 0, LONGEST)
  /** By place: when the cooldown ends. */
  const until: number[] = []
  const cool = (at: number, code = '', ms = cooldownMs): void => {
    if (COOLS.test(code)) until[at] = clock.now() + Math.min(ms, LONGEST)
  }
  return async (turn) => {
    const { request } = turn
    const now = clock.now()
    const isCooling = (at: number): number => Number((until[at] ?? 0) > now)
    const errors: AiuError[] = []
    for (const at of order(turn).toSorted((a, b) => isCooling(a) - isCooling(b))) {
      let begun = false
      try {
        const answer = await turn.ask(at, {
          // A stream that is cut is the caller's by then; but the next one need not meet the same.
          onAttempt(attempt) {
            if (begun && !request.signal?.aborted) cool(at, attempt.code)
            request.onAttempt?.(attempt)
          },
        })
        begun = true
        return answer
      } catch (cause) {
        const error = movesOn(cause, request, clock)
        cool(at, error.code, error.retryAfterMs)
        errors.push(error)
      }
    }
    throw noneAnswered(errors)
  }
}
