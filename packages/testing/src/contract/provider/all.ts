import { answerChecks } from './answers.ts'
import type { Check, FaultCheck } from './check.ts'
import { embeddingChecks } from './embeddings.ts'
import { abortFaults } from './faults-abort.ts'
import { bodyFaults } from './faults-bodies.ts'
import { connectFaults } from './faults-connect.ts'
import { secretFaults } from './faults-secrets.ts'
import { statusFaults } from './faults-statuses.ts'
import { streamFaults } from './faults-streams.ts'
import { healthChecks } from './health.ts'
import { inProcessAnswers } from './in-process.ts'
import type { InProcessCheck } from './in-process-bench.ts'
import { inProcessCapabilities } from './in-process-capabilities.ts'
import { mediaChecks } from './media.ts'
import { modelChecks } from './models.ts'
import { parameterChecks } from './parameters.ts'
import { reasoningChecks } from './reasoning.ts'
import { requestChecks } from './requests.ts'
import { outputChecks } from './structured-output.ts'
import { toolChecks } from './tools.ts'

/** What holds of every provider with a server. */
export const checks = (): readonly Check[] => [
  ...answerChecks,
  ...reasoningChecks,
  ...requestChecks,
  ...parameterChecks,
  ...outputChecks,
  ...toolChecks,
  ...mediaChecks(),
  ...embeddingChecks,
  ...modelChecks,
  ...healthChecks,
]

/** What holds of a provider whose model runs in the process: everything but what a network can do. */
export const inProcessChecks = (): readonly InProcessCheck[] => [
  ...inProcessAnswers,
  ...inProcessCapabilities,
]

/** Every fault that a server can play, in the order of the list. */
export const faultChecks = (): readonly FaultCheck[] => [
  ...connectFaults,
  ...statusFaults,
  ...bodyFaults,
  ...streamFaults,
  ...abortFaults,
  ...secretFaults,
]
