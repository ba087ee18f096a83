import { type AiuError, type AnyProvider, isAiuError } from '@aiu/core'
import type { Capability, Verdict } from '../capability-list.ts'
import { must, type Rule, show } from '../rule.ts'

/** What a check of a provider without a server works with. */
export interface InProcess {
  readonly provider: AnyProvider
  /** Options that make an answer long. */
  readonly long: object
  /** What a check came to about a capability. */
  prove(capability: Capability, verdict: Verdict): void
}

export interface InProcessCheck extends Rule {
  readonly name: string
  run(bench: InProcess): Promise<void>
}

/** A short answer, the same each time. */
export const SHORT = { maxTokens: 16, temperature: 0, seed: 7 }

/** What a call fails with: one of ours, with a hint. */
export const fails = async (attempt: () => unknown): Promise<AiuError> => {
  const error = await Promise.resolve()
    .then(attempt)
    .then(
      () => undefined,
      (cause: unknown) => cause,
    )
  must(error !== undefined, 'It did not fail, but ended as success.')
  must(isAiuError(error), () => `It failed with ${show(error)}, which is no AiuError.`)
  must(error.hint, () => `The error ${show(error)} has no hint.`)
  return error
}
