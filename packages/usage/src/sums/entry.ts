import { AiuError, type UsageColumn, type UsageRow } from '@aiu/core'
import { FIGURES } from './figures.ts'
import { FIGURE, MONEY, type Sums, toUnits } from './units.ts'

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
export type Measured = Readonly<Sums<Measure>>

/** What a row adds to sums. */
interface Entry {
  readonly group: Group
  readonly measured: Measured
}

export const isPaid = (outcome: string): boolean => outcome !== 'hit' && outcome !== 'shared'
export const dayOf = (at: number): number => Math.floor(at / DAY_MS)
/** "2026-11-23" */
export const dayName = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, -14)

/** The one way a row becomes part of a sum, in every store. */
export function entryOf(row: UsageRow): Entry {
  const { usage, cost, outcome } = row
  const paid = isPaid(outcome)
  const amount = toUnits(cost?.amount, MONEY)
  const measured: Sums<Measure> = { rows: 1, cost: amount }
  let used = false
  for (const figure of FIGURES) {
    const units = toUnits(usage?.[figure], FIGURE)
    if (units === undefined) continue
    measured[figure] = units
    used ||= units > 0
  }
  if (paid) {
    measured.durationMs = toUnits(row.durationMs, FIGURE)
    if (used && amount === undefined) measured.unpriced = 1
    if (usage && usage.source !== 'provider') measured.estimated = 1
  }
  const group = { currency: amount === undefined ? '' : (cost?.currency ?? '') } as Record<
    keyof Group,
    string
  >
  for (const name of DIMENSIONS) group[name] = row[name] ?? ''
  return { group, measured }
}

/** Throws `invalid-request` for a row that could be counted twice, or stands in no day. */
export function checkRow({ id, at }: UsageRow): void {
  if (typeof id === 'string' && id && typeof at === 'number' && Math.abs(at) <= LAST) return
  throw new AiuError('invalid-request', `A usage row has the id ${JSON.stringify(id)} and the time ${at}.`, {
    hint: 'Give each row an id of its own, and `at` in Unix ms.',
  })
}
