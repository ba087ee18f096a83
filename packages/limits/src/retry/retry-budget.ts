import type { Endpoint } from '@aiu/core'
import type { Clock } from '@aiu/core/layer-kit'

/** One retry. What is counted is tenths, so that sums are exact. */
export const RETRY = 10
const MOST = 10 * RETRY

/** How many retries a provider is still worth: 10, and one more for every ten calls. */
export interface RetryBudget {
  /** It has answered, so connections to it may be kept. */
  reached: boolean
  /** In tenths of a retry: 1 for each call, and back what a call took that succeeded. */
  add(tenths: number): void
  /** Takes one retry; `false`: there is none left. */
  take(): boolean
}

/**
 * Keeps a dead server from being asked three times by everybody. It belongs to the provider's object, which stands for its name, address
 * and key. When nobody has wanted a retry for `quietMs` it is whole again, so that an app that rarely calls is not left without.
 */
export function retryBudget(clock: Clock, quietMs: number): (endpoint: Endpoint) => RetryBudget {
  const budgets = new WeakMap<Endpoint, RetryBudget>()
  return (endpoint) => {
    let budget = budgets.get(endpoint)
    if (!budget) {
      let left = MOST
      let wanted = clock.now()
      budget = {
        reached: false,
        add(tenths) {
          left = Math.min(MOST, left + tenths)
        },
        take() {
          const now = clock.now()
          if (now - wanted > quietMs) left = MOST
          wanted = now
          left -= RETRY
          if (left >= 0) return true
          left += RETRY
          return false
        },
      }
      budgets.set(endpoint, budget)
    }
    return budget
  }
}
