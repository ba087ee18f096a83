import { type ProviderRow, providerCeilings, providerTable } from './provider-table.ts'
import { figuresOf, measureRounds, median, type Results, ratioOf } from './rounds.ts'
import { startServer } from './run-worker.ts'
import type { TaskName } from './tasks.ts'

/** A provider without a verb. */
const alone = (ours: string): string => `${ours}:provided`

const over = (ratio: number, ceiling: number): string =>
  `${ratio.toFixed(2)} of ${ceiling}${Number(ratio.toFixed(2)) > ceiling ? ' **over**' : ''}`

/**
 * What our providers on the vendors' SDKs cost, beside the bare SDK and a parser written by hand for the same wire, in one run.
 * `only`: a word in the name of those wanted.
 */
export async function providersBench(rounds: number, source: boolean, only = ''): Promise<string> {
  const rows = providerTable.filter(({ name }) => name.includes(only))
  const server = await startServer()
  const few = Math.min(rounds, 3)
  /** What is compared stands side by side. */
  const run = (task: TaskName, pick: (ours: string) => string[], times: number): Promise<Results> =>
    measureRounds({
      task,
      subjects: [...new Set(rows.flatMap(({ floor, sdk, ours }) => [floor, sdk, ...pick(ours)]))],
      rounds: times,
      source,
      baseURL: task === 'counts' ? undefined : server.baseURL,
    })
  const both = (ours: string): string[] => [alone(ours), ours]
  const calls = await run('calls', both, rounds)
  const chunks = await run('longAnswers', (ours) => [ours], rounds)
  const young = await run('chunks', (ours) => [ours], few)
  const slow = await run('slow', both, few)
  const counts = await run('counts', (ours) => [ours], few)
  const held = await run('held', (ours) => [alone(ours)], 1)
  server.close()

  const { call, chunk, memory } = providerCeilings
  const times = ({ name, ours, sdk, floor }: ProviderRow): string[] => [
    name,
    over(ratioOf(calls, alone(ours), sdk, 'concurrent'), call),
    ratioOf(calls, ours, sdk, 'concurrent').toFixed(2),
    ratioOf(calls, sdk, floor, 'concurrent').toFixed(2),
    over(ratioOf(chunks, ours, floor, 'perChunk'), chunk),
    ratioOf(chunks, sdk, floor, 'perChunk').toFixed(2),
    ratioOf(young, ours, floor, 'perChunk').toFixed(2),
    ratioOf(young, sdk, floor, 'perChunk').toFixed(2),
    over(ratioOf(slow, alone(ours), floor, 'peakRss'), memory),
    ratioOf(slow, ours, floor, 'peakRss').toFixed(2),
    ratioOf(slow, sdk, floor, 'peakRss').toFixed(2),
  ]
  /** By hand, bare SDK, ours. */
  const three = (names: readonly string[], results: Results, figure: string, digits = 0): string =>
    names.map((name) => median(figuresOf(results, name, figure)).toFixed(digits)).join(' · ')
  const numbers = ({ name, ours, sdk, floor }: ProviderRow): string[] => [
    name,
    three([floor, sdk, ours], counts, 'bytesPerCall'),
    three([floor, sdk, ours], counts, 'promisesPerCall'),
    three([floor, sdk, ours], counts, 'bytesPerChunk'),
    three([floor, sdk, ours], counts, 'promisesPerChunk'),
    three([floor, sdk, alone(ours)], held, 'held', 1),
  ]
  const table = (heads: readonly string[], cells: (row: ProviderRow) => string[]): string =>
    [['', ...heads], ['---', ...heads.map(() => '---:')], ...rows.map(cells)]
      .map((line) => `| ${line.join(' | ')} |`)
      .join('\n')

  return `${rounds} rounds, node ${process.versions.node}. A call: ratio to the bare SDK, 64 at a time. A chunk, and the peak of memory while a slow reader takes 200 MiB: ratio to bare fetch with a parser written by hand.

${table(['call', 'with `ask`', 'SDK to fetch', 'chunk', "SDK's", 'young process', "SDK's", 'peak memory', 'with `stream`', "SDK's"], times)}

By hand · bare SDK · ours with the verbs, without a network. Held: MiB more than before, in the midst of 50 MiB for a slow reader; ours without the verb.

${table(['bytes per call', 'promises per call', 'bytes per chunk', 'promises per chunk', 'held'], numbers)}
`
}
