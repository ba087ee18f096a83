import { parseArgs } from 'node:util'
import { coldStarts } from './cold-start.ts'
import { runWorker, startServer } from './run-worker.ts'
import { type SpeedRow, speedTable } from './speed-table.ts'
import type { Figures, TaskName } from './tasks.ts'

// What a call and a streamed chunk cost, as ratios to bare fetch in the same run: ratios hold on any machine, times do not.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    /** Measure the sources, without a build. */
    source: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const floor = 'bare-fetch'
const subjects = [floor, 'compatible', 'four-layers']

/** The subjects take turns, and each round begins with another, so that what disturbs the machine hits all alike. */
async function measure(task: TaskName, baseURL: string | undefined): Promise<Map<string, Figures[]>> {
  const results = new Map(subjects.map((subject) => [subject, [] as Figures[]]))
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < subjects.length; turn++) {
      const subject = subjects[(turn + round) % subjects.length] ?? floor
      results.get(subject)?.push(await runWorker({ task, subject, baseURL, source: values.source }))
    }
    process.stderr.write('.')
  }
  return results
}

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.filter((number) => !Number.isNaN(number)).sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

const server = await startServer()
const measured = new Map<string, Map<string, Figures[]>>()
for (const { task, wire } of speedTable) {
  const key = `${task} ${wire}`
  if (!measured.has(key)) measured.set(key, await measure(task, wire === 'http' ? server.baseURL : undefined))
}
const cold = values.source ? undefined : await coldStarts(subjects, server.baseURL, 3 * rounds)
server.close()
process.stderr.write('\n')

function cell(row: SpeedRow, subject: string, ceiling: number | undefined): string {
  const results = measured.get(`${row.task} ${row.wire}`)
  const figures = (name: string) => (results?.get(name) ?? []).map((one) => one[row.figure] ?? Number.NaN)
  const base = figures(floor)
  const values =
    row.as === 'count'
      ? figures(subject)
      : figures(subject).map((value, round) => value / (base[round] ?? Number.NaN))
  const middle = median(values)
  const digits = row.as === 'ratio' ? 2 : middle < 100 ? 1 : 0
  if (ceiling === undefined) return middle.toFixed(digits)
  const shown = middle.toFixed(digits)
  return `${shown} of ${ceiling}${Number(shown) > ceiling ? ' **over**' : ''}`
}

/** Other work on the machine only adds to a start, so the middle one of many is compared. */
const start = (subject: string): string =>
  (median(cold?.get(subject) ?? []) / median(cold?.get(floor) ?? [])).toFixed(2)
const coldRow =
  cold === undefined
    ? ''
    : `| import and first request, fresh process | 1.00 | ${start('compatible')} of 1.2 | ${start('four-layers')} |\n`

process.stdout.write(`| ${rounds} rounds, node ${process.versions.node} | bare fetch | ask, stream | with four layers |
| --- | ---: | ---: | ---: |
${speedTable.map((row) => `| ${row.name} | ${cell(row, floor, undefined)} | ${cell(row, 'compatible', row.plain)} | ${cell(row, 'four-layers', row.layered)} |`).join('\n')}
${coldRow}`)
