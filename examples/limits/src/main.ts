import { fork } from 'node:child_process'
import { join } from 'node:path'
import { redisServer } from '@aiu/testing/node'
import { checks, mostWithin, ON_THE_WAY_MS, sum } from './checks.ts'
import { failingServer } from './failing-server.ts'
import { nameOf, picture } from './picture.ts'
import { planOf, type Share, type Told } from './plan.ts'

// node --conditions=@aiu/source examples/limits/src/main.ts [--short]
const out = process.stdout
const plan = planOf(process.argv.includes('--short'))
const NOTHING: Told = { queue: 0, permits: 0, pausing: 0, answered: 0, failed: 0, sent: 0, done: 0, again: 0 }

/** Runs one process; resolves when it has ended well. */
const asker = (share: Share, tell: (told: Told) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'asker.ts'), [JSON.stringify(share)], {
      execArgv: process.execArgv,
    })
    child.on('message', (told) => tell(told as Told))
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A process ended with ${code}.`))))
  })

async function run(redisURL: string): Promise<boolean> {
  await using server = await failingServer()
  const { calls, processes, requests, perMs, concurrency } = plan
  out.write(
    `${calls} calls of ${processes} processes; ${requests} requests in any ${perMs / 1_000} s, ${concurrency} at once, together\n`,
  )
  const all: Told[] = Array.from({ length: processes }, () => NOTHING)
  const drawn = picture(plan, out)
  const prefix = `example:${process.pid}:${Date.now()}`
  await Promise.all(
    all.map((_, at) =>
      asker({ baseURL: server.baseURL, redisURL, prefix, calls: calls / processes, plan }, (told) => {
        all[at] = told
        drawn.draw(all)
      }),
    ),
  )
  drawn.end()

  const row = (name: string, cells: readonly (string | number)[]): boolean =>
    out.write(`${name.padEnd(20)}${cells.map((cell) => `${cell}`.padStart(10)).join('')}\n`)
  row('', [...all.map((_, at) => nameOf(at)), 'together'])
  for (const [name, key] of [
    ['answered', 'answered'],
    ['failed', 'failed'],
    ['requests sent', 'sent'],
    ['of these again', 'again'],
  ] as const)
    row(name, [...all.map((told) => told[key]), sum(all, key)])
  const { 200: fine, 429: patience, 503: broken } = server.answers
  out.write(`the server had ${server.arrivals.length}: ${fine} x 200, ${broken} x 503, ${patience} x 429\n`)
  const most = mostWithin(server.arrivals, perMs - ON_THE_WAY_MS)
  out.write(
    `most that came to it in any ${perMs / 1_000} s, less half a second for those late on the way: ${most}\n`,
  )
  const held = checks(plan, all, server)
  for (const [what, holds] of held) out.write(`${holds ? 'yes' : 'NO '}  ${what}\n`)
  return held.every(([, holds]) => holds)
}

const { REDIS_URL } = process.env
await using redis = REDIS_URL ? undefined : await redisServer()
const url = REDIS_URL ?? redis?.url
if (url) process.exitCode = (await run(url)) ? 0 : 1
else {
  process.stderr.write('There is no Redis: set REDIS_URL, or install redis-server.\n')
  process.exitCode = 1
}
