import { sumCosts } from '../accounting/money.ts'
import { sumUsage } from '../accounting/sum-usage.ts'
import { isAiuError } from '../errors/aiu-error.ts'
import type { Attempt } from '../words/attempt.ts'
import type { ResponseBase } from '../words/response-base.ts'
import type { Cost, Usage } from '../words/usage.ts'

const allAttempts = (answers: readonly ResponseBase[]): readonly Attempt[] =>
  answers.flatMap(({ attempts }) => attempts)

/** The error, with the attempts of the answers before it. */
export function addAttempts(error: unknown, answers: readonly ResponseBase[]): unknown {
  if (isAiuError(error)) error.attempts = [...allAttempts(answers), ...(error.attempts ?? [])]
  return error
}

/** What answers to one call used, cost and took together. The cost is unknown when one of them is: a part of a price is not the price. */
export const sumAnswers = (
  answers: readonly ResponseBase[],
): { usage: Usage | undefined; cost: Cost | undefined; attempts: readonly Attempt[] } => ({
  usage: sumUsage(answers.map(({ usage }) => usage)),
  cost: sumCosts(answers.map(({ cost }) => cost)),
  attempts: allAttempts(answers),
})
