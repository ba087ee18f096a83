import { answerChecks } from './answers.ts'
import { capabilityChecks } from './capabilities.ts'
import type { Check, FaultCheck } from './check.ts'
import { abortFaults } from './faults-abort.ts'
import { bodyFaults } from './faults-bodies.ts'
import { connectFaults } from './faults-connect.ts'
import { secretFaults } from './faults-secrets.ts'
import { statusFaults } from './faults-statuses.ts'
import { streamFaults } from './faults-streams.ts'
import { requestChecks } from './requests.ts'

/** What holds of every provider with a server. */
export const checks = (): readonly Check[] => [...answerChecks, ...requestChecks, ...capabilityChecks]

/** Every fault that a server can play, in the order of the list. */
export const faultChecks = (): readonly FaultCheck[] => [
  ...connectFaults,
  ...statusFaults,
  ...bodyFaults,
  ...streamFaults,
  ...abortFaults,
  ...secretFaults,
]
