import type { Attempt, CallOptions, Cost, UsageRow } from '@aiu/core'
import { type AttemptEvidence, usageOfAttempt } from '@aiu/core/accounting'
import type { House } from './house.ts'

/** One attempt of a call. */
export interface Told {
  readonly attempt: Attempt
  /** Which of its call, from 1. */
  readonly number: number
  readonly again: UsageRow['again']
}

/** Microseconds are enough. */
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000

/** Labels as they can be kept: from plain JavaScript, anything may come. */
export const labelsOf = ({ tags }: Pick<CallOptions, 'tags'>): UsageRow['tags'] =>
  tags &&
  Object.fromEntries(
    Object.entries(tags)
      .filter(([, value]) => /^(string|number|boolean)$/.test(typeof value))
      .map(([name, value]) => [name, `${value}`]),
  )

/** What stands on every row of a call. */
export interface RowBase {
  readonly callId: string
  readonly client: string | undefined
  readonly tags: UsageRow['tags']
}

/** The row of an attempt. `vendorCost`: what the vendor told of it. */
export function rowOf(
  { newId, countText, costOf }: House,
  base: RowBase,
  { attempt, number, again }: Told,
  { request, response, output }: Pick<AttemptEvidence, 'request' | 'response' | 'output'>,
  vendorCost?: Cost,
): UsageRow {
  const { provider, baseURL, scope, model, askedModel, operation, outcome, code, durationMs, firstTokenMs } =
    attempt
  const usage = usageOfAttempt({ attempt, request, response, output, countText })
  return {
    id: newId(),
    callId: base.callId,
    at: attempt.startedAt,
    client: base.client,
    provider,
    baseURL,
    scope,
    model: model || undefined,
    operation,
    outcome,
    attempt: number,
    again,
    usage,
    cost:
      vendorCost ??
      costOf(usage, { provider, baseURL, scope, model, askedModel, operation, at: attempt.startedAt }),
    durationMs: rounded(durationMs),
    firstTokenMs: firstTokenMs === undefined ? undefined : rounded(firstTokenMs),
    code,
    tags: base.tags,
  }
}

/** The row of an answer that was not paid for; its cost is what was saved. */
export const unpaidRow = (
  { newId }: House,
  base: RowBase,
  told: Omit<UsageRow, 'id' | keyof RowBase>,
): UsageRow => ({
  id: newId(),
  ...base,
  ...told,
  durationMs: rounded(told.durationMs),
})
