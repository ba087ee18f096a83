import { styleText } from 'node:util'
import type { Totals, UsageTracker } from '@aiu/usage'
import { type Bar, bars } from './bars.ts'
import { costIn, dollars } from './money.ts'
import { table } from './table.ts'

const HEADS = [
  'day',
  'model',
  'calls',
  'requests',
  'failed',
  'hits',
  'shared',
  'input',
  'output',
  'cost',
  'saved',
]

const heading = (text: string): string => `\n${styleText('bold', text)}`

/** The last week by day and model, in lines for a terminal; without one, the same in plain text. */
export async function report(tracker: UsageTracker): Promise<string[]> {
  const since = '7d'
  const rows = await tracker.totals({ by: ['day', 'model'], since })
  const days = await tracker.totals({ by: ['day'], since })
  const models = await tracker.totals({ by: ['model'], since })
  const all = await tracker.totals({ since })

  const show = dollars(rows.flatMap(({ cost, saved }) => [cost.USD ?? 0, saved.USD ?? 0]))
  const saved = ({ saved: { USD: amount } }: Totals): string => (amount ? show(amount) : '')
  const cells = (totals: Totals): string[] => [
    ...[totals.calls, totals.requests, totals.failed, totals.hits, totals.shared].map(String),
    ...[totals.inputTokens, totals.outputTokens].map((tokens) => tokens?.toLocaleString('en-US') ?? ''),
    costIn(totals, show),
    saved(totals),
  ]
  const bar = (name: string, totals: Totals): Bar => ({
    name,
    paid: totals.cost.USD ?? 0,
    saved: totals.saved.USD ?? 0,
    label: [costIn(totals, show), saved(totals) && `saved ${saved(totals)}`].filter(Boolean).join(', '),
  })
  const [heads = '', ...lines] = table(
    HEADS,
    [...rows.map((row) => [row.day, row.model, ...cells(row)]), ['total', '', ...cells(all)]],
    2,
  )
  const notes = [
    all.estimated ? `~ estimated: ${all.estimated} whose usage the server did not tell` : '',
    all.unpriced ? `? unknown: ${all.unpriced} of a model without a price, which no sum has (≥)` : '',
  ].filter(Boolean)

  return [
    styleText('bold', heads),
    ...lines,
    ...notes,
    heading('cost by day  (█ paid, ░ saved)'),
    ...bars(days.map((one) => bar(one.day, one))),
    heading('cost by model'),
    ...bars(models.map((one) => bar(one.model, one))),
  ]
}
