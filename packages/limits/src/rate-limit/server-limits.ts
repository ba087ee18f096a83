import type { ReplyHeaders } from '@aiu/core'
import type { Clock } from '@aiu/core/layer-kit'
import { eachLeft } from '../headers/each-left.ts'

/** What a server says it has left, as far as it is still true. */
export interface ServerLimits {
  /** How long nothing may be sent, in ms; 0 or less when something may. */
  pauseMs(): number
  /** Whether one more call that may use so many tokens may be sent beside `others` that are under way. */
  allows(tokens: number, others: number): boolean
  learn(headers: ReplyHeaders): void
  /** Nothing that the server said holds any more. */
  isEmpty(): boolean
}

/** No server is believed for longer: what it says may be wrong, and costs a refused request to find out. */
const MAX_BELIEVED_MS = 3_600_000

/** @param perMs A figure without a reset is believed for so long. */
export function serverLimits(clock: Clock, perMs: number): ServerLimits {
  const figures: Record<string, readonly [left: number, until: number]> = {}
  let pausedUntil = 0
  let latest = 0
  return {
    pauseMs: () => pausedUntil - clock.now(),
    allows(tokens, others) {
      const now = clock.now()
      for (const name in figures) {
        const [left, until] = figures[name] as readonly [number, number]
        if (until > now && left < (name === '-tokens' ? tokens : others + 1)) return false
      }
      return true
    },
    learn(headers) {
      const now = clock.now()
      for (const [name, left, ms] of eachLeft(headers)) {
        const until = now + Math.min(ms ?? perMs, MAX_BELIEVED_MS)
        latest = Math.max(latest, until)
        if (!left && ms) pausedUntil = Math.max(pausedUntil, until)
        if (/^(-requests|-tokens)?$/.test(name)) figures[name] = [left, until]
      }
    },
    isEmpty: () => latest <= clock.now(),
  }
}
