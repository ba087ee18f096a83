import type { ListedFault } from '../../fault-list.ts'
import type { WireKit } from '../../wire/wire-kit.ts'
import type { Rule } from '../rule.ts'
import type { Bench } from './bench.ts'

/** One test of the suite. */
export interface Check extends Rule {
  readonly name: string
  /** Why it cannot be asked of a provider of this wire. */
  readonly without?: ((wire: WireKit) => string | undefined) | undefined
  run(bench: Bench): Promise<void>
}

/** One test of the suite, about a fault of the list. */
export interface FaultCheck extends Omit<Check, 'name'> {
  readonly id: ListedFault
}
