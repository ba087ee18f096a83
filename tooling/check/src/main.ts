import { parseArgs } from 'node:util'
import { countingLine, runSteps } from './run-steps.ts'
import { steps } from './steps.ts'

const usage = `npm test                       everything that CI checks, but the rehearsal
npm test -- --rehearse         and publish to a registry on loopback, and try the other Nodes
npm test -- --only types       the steps whose name holds a word (again for more of them)
npm test -- --list             the steps`

const { values } = parseArgs({
  options: {
    rehearse: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const print = (line: string) => process.stdout.write(`${line}\n`)
const ci = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false'
const chosen = steps({ ci, rehearse: values.rehearse }).filter(
  ({ name }) => values.only.length === 0 || values.only.some((word) => name.includes(word)),
)

if (values.help) print(usage)
else if (values.list) for (const { name } of chosen) print(name)
else {
  if (chosen.length === 0) print(`no step is named like ${values.only.join(' or ')}; --list tells them`)
  const counts = await runSteps(chosen, print)
  print(countingLine(counts))
  process.exitCode = counts.failed > 0 ? 1 : 0
}
