import type { Attempt, BaseTold, CallOptions } from '@aiu/core'
import type { Admission as Passage } from '../admission.ts'
import type { Measure } from './measure.ts'

export interface AccountPlan<Q, T> {
  readonly request: Q
  /** Goes on, with a request whose attempts are told here, too. */
  send(request: Q): T
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

/** One call's money. */
export function account<Q extends CallOptions, T>(plan: AccountPlan<Q, T>): Passage<T> {
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
  /** An answer, or the end of a stream. */
  let answer: BaseTold | undefined
  return {
    send: () =>
      plan.send({
        ...request,
        onAttempt(attempt) {
          if (ended) plan.late(costOf(attempt))
          else attempts.push(attempt)
          request.onAttempt?.(attempt)
        },
      }),
    event(told: BaseTold & { readonly type?: string }) {
      if (!told.type || told.type === 'finish') answer = told
    },
    end() {
      ended = true
      const last = answer && attempts.findLast(({ outcome }) => outcome === 'done')
      const cost = measure.told(answer?.cost)
      let units = 0
      for (const attempt of attempts) units += (attempt === last ? cost : undefined) ?? costOf(attempt)
      if (attempts[0]) plan.settle(units)
      else if (answer) plan.settle(cost ?? reserved)
      else plan.refund()
    },
  }
}
