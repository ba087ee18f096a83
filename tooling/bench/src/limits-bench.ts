import { figuresOf, measureRounds, median, type Results, ratioOf } from './rounds.ts'

const FETCH = 'bare-fetch'
const ASK = 'compatible'
const rows = [
  ['ask', ASK],
  ['the whole stack, a miss', 'full-stack'],
  ['the whole stack, cache bypassed', 'full-stack:bypassed'],
  ['without cache', 'full-stack:withoutCache'],
  ...['Usage', 'Deadline', 'Cache', 'Budget', 'Heal', 'Retry', 'RateLimit', 'Timeout'].map(
    (layer) => [`${layer} alone`, `full-stack:only${layer}`] as const,
  ),
] as const

/** What usage, deadline, cache, budget, heal, retry, rateLimit and timeout cost together and each alone, without a network. */
export async function limitsBench(rounds: number, source: boolean): Promise<string> {
  const subjects = [FETCH, ...rows.map(([, subject]) => subject)]
  const calls = await measureRounds({ task: 'calls', subjects, rounds, source })
  const chunks = await measureRounds({ task: 'longAnswers', subjects, rounds: Math.min(rounds, 3), source })
  const counts = await measureRounds({ task: 'counts', subjects, rounds: 1, source })
  const to = (floor: string, results: Results, subject: string, figure: string): string =>
    ratioOf(results, subject, floor, figure).toFixed(2)
  const count = (subject: string, figure: string, digits = 0): string =>
    median(figuresOf(counts, subject, figure)).toFixed(digits)
  const cells = ([name, subject]: (typeof rows)[number]): string[] => [
    name,
    to(ASK, calls, subject, 'sequential'),
    to(FETCH, calls, subject, 'sequential'),
    to(ASK, calls, subject, 'concurrent'),
    to(ASK, chunks, subject, 'perChunk'),
    count(subject, 'bytesPerCall'),
    count(subject, 'promisesPerCall', 1),
    count(subject, 'bytesPerChunk'),
    count(subject, 'promisesPerChunk', 1),
  ]
  return `${rounds} rounds, node ${process.versions.node}, without a network. CPU per call and per piece of a stream.

| | call, to \`ask\` | to bare fetch | 64 at a time, to \`ask\` | piece, to \`stream\` | bytes per call | promises | bytes per piece | promises |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.map((row) => `| ${cells(row).join(' | ')} |`).join('\n')}
`
}
