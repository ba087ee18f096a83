import { measureRounds, type Results, ratioOf } from './rounds.ts'
import { startServer } from './run-worker.ts'

const floor = 'compatible'
const subjects = [floor, 'with-usage']
/** Of the CPU of bare `ask` over HTTP: the layer, the price and the row together. */
const ceiling = 1.3

/** What usage costs beside the same calls without it, in one run: the layer, a price, and a row in memory. */
export async function usageBench(rounds: number, source: boolean): Promise<string> {
  const server = await startServer()
  const run = (task: 'calls' | 'manyCalls' | 'longAnswers', baseURL?: string): Promise<Results> =>
    measureRounds({ task, subjects, rounds, baseURL, source })
  const real = await run('calls', server.baseURL)
  const stubbed = await run('manyCalls')
  const chunks = await run('longAnswers', server.baseURL)
  server.close()
  const row = (name: string, results: Results, figure: string, most?: number): string => {
    const ratio = ratioOf(results, 'with-usage', floor, figure).toFixed(2)
    const bound = most === undefined ? '' : ` of ${most}${Number(ratio) > most ? ' **over**' : ''}`
    return `| ${name} | 1.00 | ${ratio}${bound} |`
  }
  return `| ${rounds} rounds, node ${process.versions.node}: CPU | ask, stream | with usage |
| --- | ---: | ---: |
${row('a call over HTTP, one after another', real, 'sequential', ceiling)}
${row('a call over HTTP, 64 at a time', real, 'concurrent', ceiling)}
${row('a call on a stubbed wire, one after another', stubbed, 'sequential')}
${row('a call on a stubbed wire, 64 at a time', stubbed, 'concurrent')}
${row('a streamed chunk over HTTP', chunks, 'perChunk')}
`
}
