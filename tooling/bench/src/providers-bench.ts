import { type ProviderRow, providerCeilings, providerTable } from './provider-table.ts'
import { figuresOf, measureRounds, median, type Results, ratioOf } from './rounds.ts'
import { startServer } from './run-worker.ts'

const over = (ratio: number, ceiling: number): string =>
  `${ratio.toFixed(2)} of ${ceiling}${Number(ratio.toFixed(2)) > ceiling ? ' **over**' : ''}`

/**
 * What our providers on the vendors' SDKs cost, beside the bare SDK and a parser written by hand for the same wire, in one run.
 * `only`: a word in the name of those wanted.
 */
export async function providersBench(rounds: number, source: boolean, only = ''): Promise<string> {
  const rows = providerTable.filter(({ name }) => name.includes(only))
  // A floor beside those that are compared with it.
  const subjects = [...new Set(rows.flatMap(({ floor, sdk, ours }) => [floor, sdk, ours]))]
  const server = await startServer()
  const { baseURL } = server
  const few = Math.min(rounds, 3)
  const calls = await measureRounds({ task: 'calls', subjects, rounds, baseURL, source })
  const chunks = await measureRounds({ task: 'longAnswers', subjects, rounds, baseURL, source })
  const young = await measureRounds({ task: 'chunks', subjects, rounds: few, baseURL, source })
  const counts = await measureRounds({ task: 'counts', subjects, rounds: few, source })
  const slow = await measureRounds({ task: 'slow', subjects, rounds: few, baseURL, source })
  const held = await measureRounds({ task: 'held', subjects, rounds: 1, baseURL, source })
  server.close()

  const { call, chunk, memory } = providerCeilings
  const times = ({ name, ours, sdk, floor }: ProviderRow): string[] => [
    name,
    ratioOf(calls, ours, sdk, 'sequential').toFixed(2),
    over(ratioOf(calls, ours, sdk, 'concurrent'), call),
    ratioOf(calls, sdk, floor, 'concurrent').toFixed(2),
    over(ratioOf(chunks, ours, floor, 'perChunk'), chunk),
    ratioOf(chunks, sdk, floor, 'perChunk').toFixed(2),
    `${ratioOf(young, ours, floor, 'perChunk').toFixed(2)} · ${ratioOf(young, sdk, floor, 'perChunk').toFixed(2)}`,
    over(ratioOf(slow, ours, floor, 'peakRss'), memory),
    ratioOf(slow, sdk, floor, 'peakRss').toFixed(2),
  ]
  /** By hand, bare SDK, ours. */
  const three = ({ ours, sdk, floor }: ProviderRow, results: Results, figure: string, digits = 0): string =>
    [floor, sdk, ours]
      .map((subject) => median(figuresOf(results, subject, figure)).toFixed(digits))
      .join(' · ')
  const numbers = (row: ProviderRow): string[] => [
    row.name,
    three(row, counts, 'bytesPerCall'),
    three(row, counts, 'promisesPerCall'),
    three(row, counts, 'bytesPerChunk'),
    three(row, counts, 'promisesPerChunk', 1),
    three(row, slow, 'peakRss'),
    three(row, held, 'held', 1),
  ]
  const lines = (cells: (row: ProviderRow) => string[]): string =>
    rows.map((row) => `| ${cells(row).join(' | ')} |`).join('\n')

  return `${rounds} rounds, node ${process.versions.node}. A call to the bare SDK; a chunk and the peak of 200 MiB with a slow reader to bare fetch and a parser written by hand.

| | call | 64 at a time | SDK to fetch | chunk | SDK's chunk | the first 26,000 · SDK's | peak memory | SDK's peak |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${lines(times)}

By hand · bare SDK · ours, without a network; peak and held are MiB, over HTTP.

| | bytes per call | promises per call | bytes per chunk | promises per chunk | peak | held |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${lines(numbers)}
`
}
