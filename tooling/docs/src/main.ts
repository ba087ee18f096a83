import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '@aiu-tooling/check/command'
import { measure } from './contract/measure.ts'
import { OUTCOMES } from './contract/outcomes.ts'
import { pages } from './pages.ts'

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    // A JSON report of vitest's that has the contract suites; without one they are run.
    report: { type: 'string' },
  },
})

const print = (line: string): boolean => process.stdout.write(`${line}\n`)
const told = (path: string): string | undefined =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined

// The tables of faults and of capabilities are made of what the contract suites come to now.
const measured = `${JSON.stringify(await measure(values.report), undefined, 2)}\n`
if (!values.check) writeFileSync(join(root, OUTCOMES), measured)
const made = new Map([[OUTCOMES, measured], ...(await pages())])
const stale = [...made].filter(([path, text]) => told(path) !== text)
if (values.check) {
  for (const [path] of stale) print(`${path} is not what its sources say: npm run docs`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const [path, text] of stale) {
    writeFileSync(join(root, path), text)
    print(`wrote ${path}`)
  }
}
if (stale.length === 0) print('every generated page is as its sources say')
