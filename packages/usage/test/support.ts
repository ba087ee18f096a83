import type { Price, UsageRow } from '@aiu/core'
import { createUsageTracker, type UsageReport, type UsageTrackerOptions } from '../src/index.ts'

/** A thousandth of a dollar for each token. */
export const price: Price = ({ inputTokens = 0, outputTokens = 0 }, { model }) =>
  model.startsWith('free')
    ? undefined
    : {
        amount: (inputTokens + outputTokens) / 1_000,
        currency: 'USD',
        source: 'test',
        priceDate: '2026-11-01',
        lines: [
          { what: 'tokens', units: inputTokens + outputTokens, amount: (inputTokens + outputTokens) / 1_000 },
        ],
      }

/** A tracker, what it has told, and its rows. */
export function tracked(options: UsageTrackerOptions = {}) {
  const reports: UsageReport[] = []
  const tracker = createUsageTracker({ onReport: (report) => void reports.push(report), ...options })
  const rows = async (): Promise<UsageRow[]> => {
    const all: UsageRow[] = []
    for await (const row of tracker.rows()) all.push(row)
    return all
  }
  return { tracker, reports, rows }
}

/** Fields of rows, those that differ from run to run left out. */
export const shown = (rows: readonly UsageRow[], ...fields: readonly (keyof UsageRow)[]): unknown[] =>
  rows.map((row) => fields.map((field) => row[field]))
