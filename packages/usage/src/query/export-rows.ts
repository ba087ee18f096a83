import { AiuError, type UsageRow } from '@aiu/core'
import { FIGURES } from '../sums/figures.ts'

/** One array of rows, or a table with a head: times in ISO 8601, labels as JSON. */
export type ExportFormat = 'json' | 'csv'

const cellsOf = ({ usage, cost, tags, at, ...row }: UsageRow): Readonly<Record<string, unknown>> => ({
  id: row.id,
  callId: row.callId,
  at: new Date(at).toISOString(),
  client: row.client,
  provider: row.provider,
  baseURL: row.baseURL,
  scope: row.scope,
  model: row.model,
  operation: row.operation,
  outcome: row.outcome,
  attempt: row.attempt,
  again: row.again,
  code: row.code,
  durationMs: row.durationMs,
  firstTokenMs: row.firstTokenMs,
  ...Object.fromEntries(FIGURES.map((figure) => [figure, usage?.[figure]])),
  usageSource: usage?.source,
  serviceTier: usage?.serviceTier,
  cost: cost?.amount,
  currency: cost?.currency,
  costSource: cost?.source,
  priceDate: cost?.priceDate,
  tags: tags && JSON.stringify(tags),
})

/** A text that a spreadsheet would take for a formula gets an apostrophe before it: model names and labels come from outside. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return `${value}`
  const text = `${value}`.replace(/^(?=[=+\-@\t\r\n|%])/, "'")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const lineOf = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`

async function* csv(rows: AsyncIterable<UsageRow>): AsyncGenerator<string, void> {
  yield lineOf(Object.keys(cellsOf({ at: 0 } as UsageRow)))
  for await (const row of rows) yield lineOf(Object.values(cellsOf(row)))
}

async function* json(rows: AsyncIterable<UsageRow>): AsyncGenerator<string, void> {
  let before = '[\n'
  for await (const row of rows) {
    yield before + JSON.stringify(row)
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/**
 * Rows as text, in pieces: what `writeFile` of `node:fs/promises` takes. Throws `invalid-request` for a format it does not know.
 *
 * @example await writeFile('rows.csv', exportRows(tracker.rows({ since: '30d' }), 'csv'))
 */
export function exportRows(rows: AsyncIterable<UsageRow>, format: ExportFormat): AsyncIterable<string> {
  if (format !== 'csv' && format !== 'json')
    throw new AiuError('invalid-request', `The format ${JSON.stringify(format)} is neither json nor csv.`)
  return format === 'csv' ? csv(rows) : json(rows)
}
