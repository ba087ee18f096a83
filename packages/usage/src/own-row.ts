import { AiuError, CALL_OPERATIONS, STREAM_OPERATIONS, type UsageRow } from '@aiu/core'
import type { House } from './call/house.ts'
import { labelsOf } from './call/row-of.ts'
import { FIGURE, toUnits } from './sums/units.ts'
import type { OwnRow } from './tracker.ts'

const OUTCOMES = ['done', 'failed', 'cut', 'aborted', 'hit', 'shared']
const OPERATIONS: readonly string[] = [...CALL_OPERATIONS, ...STREAM_OPERATIONS]

/** The fields of a usage that are not figures. */
const NOT_FIGURES: readonly string[] = ['source', 'serviceTier']

const refuse = (what: string): never => {
  throw new AiuError('invalid-request', `track: ${what}`)
}

/** A row of the app's own, whole. Throws `invalid-request` for one that no store could keep. */
export function ownRow({ newId, client, costOf }: House, given: OwnRow): UsageRow {
  const { provider, operation, outcome, usage, at = Date.now(), durationMs = 0 } = given ?? {}
  if (typeof provider !== 'string' || !provider) refuse('there is no provider.')
  if (!OPERATIONS.includes(operation)) refuse(`the operation is ${JSON.stringify(operation)}.`)
  if (!OUTCOMES.includes(outcome)) refuse(`the outcome is ${JSON.stringify(outcome)}.`)
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) refuse(`at is ${at}, not Unix ms.`)
  if (!(durationMs >= 0)) refuse(`durationMs is ${durationMs}.`)
  for (const [name, figure] of Object.entries(usage ?? {}))
    if (!NOT_FIGURES.includes(name) && figure !== undefined && toUnits(figure, FIGURE) === undefined)
      refuse(`${name} is ${figure}.`)
  const id = given.id ?? newId()
  if (typeof id !== 'string' || !id) refuse('there is no id.')
  const whole = { ...given, id, callId: given.callId ?? id, client: given.client ?? client, at, durationMs }
  return {
    ...whole,
    attempt: given.attempt ?? (outcome === 'hit' || outcome === 'shared' ? undefined : 1),
    tags: labelsOf(given),
    cost: given.cost ?? costOf(usage, whole),
  }
}
