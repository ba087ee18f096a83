import type { Endpoint } from '@aiu/core'
import type { Clock } from '../clock.ts'

/** In tenths of a retry, so that sums are exact. */
const RETRY = 10
const MOST = 10 * RETRY

/** How many retries a provider is still worth: 10, and one more for every ten calls. */
export interface RetryBudget {
  /** It has answered, so connections to it may be kept. */
  reached: boolean
  /** Somebody calls it. */
  call(): void
  /** Takes one retry; `false`: there is none left. */
  take(): boolean
  /** A call succeeded, and gives back what it took. */
  answered(retries: number): void
}

/**
 * Keeps a dead server from being asked three times by everybody. It belongs to the provider's object, which stands for its name, address
 * and key. After a minute in which nobody wanted a retry it is whole again, so that an app that rarely calls is not left without.
 */
export function retryBudget(clock: Clock, quietMs: number): (endpoint: Endpoint) => RetryBudget {
  const budgets = new WeakMap<Endpoint, RetryBudget>()

  const made = (): RetryBudget => {
    let left = MOST
    let wanted = clock.now()
    const add = (tenths: number): void => {
      left = Math.min(MOST, left + tenths)
    }
    return {
      reached: false,
      call: () => add(1),
      take() {
        const now = clock.now()
        if (now - wanted > quietMs) left = MOST
        wanted = now
        if (left < RETRY) return false
        left -= RETRY
        return true
      },
      answered(retries) {
        this.reached = true
        add(retries * RETRY)
      },
    }
  }
  return (endpoint) => {
    const budget = budgets.get(endpoint) ?? made()
    budgets.set(endpoint, budget)
    return budget
  }
}
