import { AiuError, type UsageColumn, type UsageRow } from '@aiu/core'
import { FIGURES } from './figures.ts'
import { FIGURE, MONEY, toUnits, type Units } from './units.ts'

export const DAY_MS = 86_400_000
/** https://tc39.es/ecma262/#sec-time-values-and-time-range, in ms. */
const LAST = 8_640_000_000_000_000

/** The columns that rows are kept together by; their values decide which counts a row is part of. */
export const DIMENSIONS = [
  'client',
  'provider',
  'baseURL',
  'model',
  'operation',
  'outcome',
  'again',
  'code',
] as const satisfies readonly UsageColumn[]
export type Dimension = (typeof DIMENSIONS)[number]
/** A value of each dimension, "" where the row has none, and the currency it was paid in. */
export type Group = Readonly<Record<Dimension | 'currency', string>>

/** What is summed, in whole units; `rows` in rows. */
export const MEASURES = ['rows', 'unpriced', 'estimated', 'durationMs', 'cost', ...FIGURES] as const
export type Measure = (typeof MEASURES)[number]
export type Measured = { readonly [M in Measure]?: Units | null | undefined }

/** A row, as it goes into sums. */
interface Entry {
  readonly group: Group
  readonly measured: Measured
}

export const isPaid = (outcome: string): boolean => outcome !== 'hit' && outcome !== 'shared'
export const dayOf = (at: number): number => Math.floor(at / DAY_MS)
/** "2026-11-23" */
export const dayName = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, -14)

export function entryOf(row: UsageRow): Entry {
  const { usage, cost, outcome } = row
  const paid = isPaid(outcome)
  const amount = toUnits(cost?.amount, MONEY)
  const measured: Partial<Record<Measure, number>> = { rows: 1 }
  const duration = toUnits(row.durationMs, FIGURE)
  if (paid && duration !== undefined) measured.durationMs = duration
  if (amount !== undefined) measured.cost = amount
  let used = false
  for (const figure of FIGURES) {
    const units = toUnits(usage?.[figure], FIGURE)
    if (units === undefined) continue
    measured[figure] = units
    used ||= units > 0
  }
  if (paid && used && amount === undefined) measured.unpriced = 1
  if (paid && usage && usage.source !== 'provider') measured.estimated = 1
  return {
    group: {
      client: row.client ?? '',
      provider: row.provider ?? '',
      baseURL: row.baseURL ?? '',
      model: row.model ?? '',
      operation: row.operation ?? '',
      outcome,
      again: row.again ?? '',
      code: row.code ?? '',
      currency: amount === undefined ? '' : (cost?.currency ?? ''),
    },
    measured,
  }
}

/** Throws `invalid-request` for a row that could be counted twice, or stands in no day. */
export function checkRow({ id, at }: UsageRow): void {
  const wrong =
    typeof id !== 'string' || !id
      ? 'has no id'
      : typeof at !== 'number' || !(Math.abs(at) <= LAST)
        ? `has no time: \`at\` is ${String(at)}`
        : undefined
  if (wrong)
    throw new AiuError('invalid-request', `A usage row ${wrong}.`, {
      hint: 'Give each row an id of its own, and `at` in Unix ms.',
    })
}
