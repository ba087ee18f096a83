export { type AttemptEvidence, isComplete, isFree, usageOfAttempt } from './attempt-usage.ts'
export {
  type Content,
  type ContentCollector,
  collectContent,
  outputContent,
  promptContent,
} from './content.ts'
export {
  type Candidate,
  candidatesOf,
  costAtMost,
  type PricedUse,
  priceUsage,
  vendorCostOf,
} from './cost.ts'
export { type CountText, countTokens, type TokenCount } from './count-tokens.ts'
export { totalTokensOf, validCount } from './counts.ts'
export { estimateAtMost, estimateLikely } from './estimate-request.ts'
export { BILLION, sumCosts, toBillionths } from './money.ts'
export {
  type AttemptRecord,
  type AttemptRecorder,
  type CallRecord,
  recordAttempts,
} from './record-attempts.ts'
export { sumUsage } from './sum-usage.ts'
