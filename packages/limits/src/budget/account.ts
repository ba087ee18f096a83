import type { Attempt, BaseTold, CallOptions } from '@aiu/core'
import type { Measure } from './measure.ts'

/** One call's money. */
export interface Account<Q> {
  /** The request to go on with: its attempts are told here, too. */
  readonly request: Q
  /** The call has ended; `told` is what its answer said of itself. Later calls do nothing. */
  end(told?: BaseTold): void
}

export interface AccountPlan<Q> {
  readonly request: Q
  readonly measure: Measure
  /** What one attempt may cost at most. */
  readonly reserved: number
  settle(units: number): void
  /** Nothing was sent. */
  refund(): void
  /** An attempt that ended after its call: a hedged pair's loser. */
  late(units: number): void
}

/** It was refused, or not heard. Any other end may have been paid for, so the estimate stays. */
const isFree = ({ outcome, code }: Attempt): boolean => outcome === 'failed' && code !== 'timeout'

export function account<Q extends CallOptions>(plan: AccountPlan<Q>): Account<Q> {
  const { request, measure, reserved } = plan
  const attempts: Attempt[] = []
  let ended = false
  const costOf = (attempt: Attempt): number => {
    try {
      return measure.spent(attempt) ?? (isFree(attempt) ? 0 : reserved)
    } catch {
      return reserved
    }
  }
  return {
    request: {
      ...request,
      onAttempt(attempt) {
        if (ended) plan.late(costOf(attempt))
        else attempts.push(attempt)
        request.onAttempt?.(attempt)
      },
    },
    end(told) {
      if (ended) return
      ended = true
      const last = told && attempts.findLast(({ outcome }) => outcome === 'done')
      const cost = told && measure.told(told.cost)
      let units = 0
      for (const attempt of attempts) units += (attempt === last ? cost : undefined) ?? costOf(attempt)
      if (attempts[0]) plan.settle(units)
      else if (told) plan.settle(cost ?? reserved)
      else plan.refund()
    },
  }
}
