import { coldStarts } from './cold-start.ts'
import { figuresOf, measureRounds, median, type Results, ratioOf } from './rounds.ts'
import { startServer } from './run-worker.ts'
import { type SpeedRow, speedTable } from './speed-table.ts'

const floor = 'bare-fetch'
const subjects = [floor, 'compatible', 'four-layers']

/** What a call and a streamed chunk cost, as ratios to bare fetch in the same run: ratios hold on any machine, times do not. */
export async function verbsBench(rounds: number, source: boolean): Promise<string> {
  const server = await startServer()
  const measured = new Map<string, Results>()
  for (const { task, wire } of speedTable) {
    const key = `${task} ${wire}`
    const baseURL = wire === 'http' ? server.baseURL : undefined
    if (!measured.has(key))
      measured.set(key, await measureRounds({ task, subjects, rounds, baseURL, source }))
  }
  const cold = source ? undefined : await coldStarts(subjects, server.baseURL, 3 * rounds)
  server.close()

  const cell = (row: SpeedRow, subject: string, ceiling?: number): string => {
    const results = measured.get(`${row.task} ${row.wire}`)
    const middle =
      row.as === 'count'
        ? median(figuresOf(results, subject, row.figure))
        : ratioOf(results, subject, floor, row.figure)
    const shown = middle.toFixed(row.as === 'ratio' ? 2 : middle < 100 ? 1 : 0)
    if (ceiling === undefined) return shown
    return `${shown} of ${ceiling}${Number(shown) > ceiling ? ' **over**' : ''}`
  }
  /** Other work on the machine only adds to a start, so the middle one of many is compared. */
  const start = (subject: string): string =>
    (median(cold?.get(subject) ?? []) / median(cold?.get(floor) ?? [])).toFixed(2)
  const coldRow =
    cold === undefined
      ? ''
      : `| import and first request, fresh process | 1.00 | ${start('compatible')} of 1.2 | ${start('four-layers')} |\n`

  return `| ${rounds} rounds, node ${process.versions.node} | bare fetch | ask, stream | with four layers |
| --- | ---: | ---: | ---: |
${speedTable.map((row) => `| ${row.name} | ${cell(row, floor)} | ${cell(row, 'compatible', row.plain)} | ${cell(row, 'four-layers', row.layered)} |`).join('\n')}
${coldRow}`
}
