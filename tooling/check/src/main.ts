import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './command.ts'
import { longSteps } from './long.ts'
import { LONG_REPORT, longReport } from './long-report.ts'
import { countingLine, runSteps } from './run-steps.ts'
import type { Outcome, Step } from './step.ts'
import { steps } from './steps.ts'

const usage = `npm test                       everything that CI checks, but the rehearsal
npm test -- --rehearse         and publish to a registry on loopback, and try the other Nodes
npm test -- --only types       the steps whose name holds a word (again for more of them)
npm test -- --list             the steps
npm run test:long              what takes too long for each change; writes ${LONG_REPORT}`

const { values } = parseArgs({
  options: {
    rehearse: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const print = (line: string) => process.stdout.write(`${line}\n`)
const ci = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false'
const all = values.long ? longSteps() : steps({ ci, rehearse: values.rehearse })
const chosen = all.filter(
  ({ name }) => values.only.length === 0 || values.only.some((word) => name.includes(word)),
)

if (values.help) print(usage)
else if (values.list) for (const { name } of chosen) print(name)
else {
  if (chosen.length === 0) print(`no step is named like ${values.only.join(' or ')}; --list tells them`)
  // Before the run: what is committed meanwhile is not in it.
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: root,
    encoding: 'utf8',
  }).trim()
  const outcomes: [Step, Outcome][] = []
  const counts = await runSteps(chosen, print, (step, outcome) => outcomes.push([step, outcome]))
  if (values.long && chosen.length === all.length) {
    const date = new Date().toISOString().slice(0, 10)
    writeFileSync(
      join(root, LONG_REPORT),
      longReport({ date, commit, node: process.version, counts, outcomes }),
    )
    print(`wrote ${LONG_REPORT}`)
  }
  print(countingLine(counts))
  process.exitCode = counts.failed > 0 ? 1 : 0
}
