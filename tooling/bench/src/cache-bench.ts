import { figuresOf, measureRounds, median, type Results, ratioOf } from './rounds.ts'

const MAP = 'look-up'
const CACHED = 'cached'

/**
 * What a hit in memory costs, whole and as a stream, as ratios to a look-up in a Map by the request's JSON; and what many equal questions
 * at once cost upstream. Without a network.
 */
export async function cacheBench(rounds: number, source: boolean): Promise<string> {
  const run = (task: 'hits' | 'herd', subjects: readonly string[], times: number): Promise<Results> =>
    measureRounds({ task, subjects, rounds: times, source })
  const hits = await run('hits', [MAP, CACHED], rounds)
  const herd = await run('herd', [CACHED, 'compatible'], 1)
  /** To one look-up, whatever is compared. */
  const toLookUp = (subject: string, figure: string): string => {
    const floor = figuresOf(hits, MAP, 'perHit')
    const all = figuresOf(hits, subject, figure).map((value, round) => value / (floor[round] ?? Number.NaN))
    return median(all).toFixed(1)
  }
  const row = (name: string, figure: string, aims: string): string =>
    `| ${name} | ${toLookUp(MAP, figure)} | ${toLookUp(CACHED, figure)} | ${aims} |`
  const many = (name: string, subject: string): string =>
    `| ${name} | ${['upstream', 'heldMiB'].map((figure) => median(figuresOf(herd, subject, figure)).toFixed(figure === 'upstream' ? 0 : 1)).join(' | ')} |`
  return `${rounds} rounds, node ${process.versions.node}, without a network. In look-ups of a Map by the request's JSON.

| | by hand | cache | aim |
| --- | ---: | ---: | ---: |
${row('a hit', 'perHit', '5, then 3')}
${row('a hit as a stream of 16 pieces', 'perShortStream', '')}
${row('a hit as a stream of 60 pieces', 'perStream', '15, then 10')}

By hand, a stream is a list that is read by \`for await\`: ours takes ${ratioOf(hits, CACHED, MAP, 'perStream').toFixed(1)} times that.

| 10,000 equal asks at once | upstream calls | held meanwhile, MiB |
| --- | ---: | ---: |
${many('with the cache', CACHED)}
${many('without', 'compatible')}
`
}
