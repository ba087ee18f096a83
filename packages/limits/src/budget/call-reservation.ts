import type { CallOptions } from '@aiu/core'
import { type AttemptRecord, recordAttempts, vendorCostOf } from '@aiu/core/accounting'
import type { Admission } from '../admission.ts'
import type { BudgetUnit } from './budget-unit.ts'

export interface CallReservationOptions<Q, T> {
  readonly request: Q
  /** Goes on with a request whose attempts are recorded. */
  send(request: Q): T
  readonly unit: BudgetUnit
  /** The units that one attempt may use at most. */
  readonly reserved: number
  /** Called once with what the call used, or `refund` is, when nothing was sent. */
  settle(units: number): void
  refund(): void
  /** Called for each attempt that ends after its call: the loser of a hedged pair. */
  onLate(units: number): void
}

/** The reservation of one call: settled by what its attempts used, where that is known, else as reserved. */
export function callReservation<Q extends CallOptions, T>(
  options: CallReservationOptions<Q, T>,
): Admission<T> {
  const { request, unit, reserved } = options
  const unitsOf = ({ attempt, usage, cost, free }: AttemptRecord): number => {
    if (free) return 0
    try {
      return (cost && unit.reported(cost)) ?? (usage && unit.spent(usage, attempt)) ?? reserved
    } catch {
      return reserved
    }
  }
  const recorder = recordAttempts(request, (record) => options.onLate(unitsOf(record)))
  return {
    send: () => options.send(recorder.request),
    event: recorder.add,
    end() {
      const { attempts, answer } = recorder.end()
      if (attempts[0]) options.settle(attempts.reduce((sum, record) => sum + unitsOf(record), 0))
      else if (!answer || answer.cached) options.refund()
      else {
        // A provider that reports no attempts.
        const cost = vendorCostOf(answer)
        options.settle((cost && unit.reported(cost)) ?? reserved)
      }
    },
  }
}
