import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CAPABILITY_LIST, type Capability, type Verdict } from '@aiu/testing'
import { command, root } from '@aiu-tooling/check/command'
import { temporary } from '@aiu-tooling/check/temporary'
import { placeOf } from '../providers/known.ts'
import type { Outcome, Outcomes } from './outcomes.ts'
import { type Suite, suites } from './suites.ts'

/** A report of vitest's, as far as it is read. */
export interface Report {
  readonly testResults: readonly {
    /** The file, absolute. */
    readonly name: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
      readonly meta?: {
        readonly providerContract?: string
        readonly without?: Readonly<Record<string, string>>
        readonly capabilities?: Readonly<Partial<Record<Capability, Verdict>>>
      }
    }[]
  }[]
}

/** What the contract suites of the providers come to, in a report of vitest's or run now. Throws when one could not be run. */
export const measure = async (report?: string): Promise<Outcomes> =>
  report === undefined ? run() : outcomesOf(JSON.parse(await readFile(report, 'utf8')) as Report, suites())

const run = (): Promise<Outcomes> =>
  temporary('contract', async (folder) => {
    const file = join(folder, 'report.json')
    const args = ['run', '--project', 'node', '--reporter=json', `--outputFile=${file}`]
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const all = suites()
    const { output } = await command('node', [vitest, ...args, ...all.map((suite) => suite.file)])
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) throw new Error(`vitest left no report:\n${output}`)
    return outcomesOf(JSON.parse(text) as Report, all)
  })

interface Telling {
  folder: string
  faults: Record<string, Outcome>
  capabilities: Partial<Record<Capability, Verdict>>
}

/** Of a report of vitest's, by provider. */
export function outcomesOf({ testResults }: Report, all: readonly Suite[]): Outcomes {
  const told: Record<string, Telling> = {}
  for (const { file, folder } of all) {
    const results = testResults.filter(({ name }) => name.endsWith(`/${file}`))
    const tests = results.flatMap(({ assertionResults }) => assertionResults)
    for (const { title, status, failureMessages, meta = {} } of tests) {
      const { providerContract: name, without = {}, capabilities } = meta
      if (name === undefined) continue
      told[name] ??= {
        folder,
        faults: Object.fromEntries(Object.entries(without).map(([id, cannot]) => [id, { cannot }])),
        capabilities: {},
      }
      const { faults, capabilities: proved } = told[name]
      if (status === 'passed') Object.assign(proved, capabilities)
      const id = /^F\d\d(?= )/.exec(title)?.[0]
      if (id === undefined) continue
      const [first = 'it failed'] = failureMessages.map((message) => message.split('\n')[0] ?? '')
      faults[id] = status === 'passed' ? 'kept' : { broke: first }
    }
    const none = !Object.values(told).some((one) => one.folder === folder)
    if (none)
      throw new Error(
        `no provider is told of by ${file}: ${results.map(({ message }) => message).join('\n')}`,
      )
  }
  const names = Object.keys(told).sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
  return Object.fromEntries(names.map((name) => [name, inOrder(told[name])]))
}

/** The same in the order of the lists, so that it stays the same from run to run. */
const inOrder = ({ folder = '', faults = {}, capabilities = {} }: Partial<Telling> = {}) => ({
  folder,
  faults: Object.fromEntries(Object.entries(faults).sort(([a], [b]) => (a < b ? -1 : 1))),
  capabilities: Object.fromEntries(
    Object.keys(CAPABILITY_LIST).flatMap((name) => {
      const verdict = capabilities[name as Capability]
      return verdict === undefined ? [] : [[name, verdict]]
    }),
  ),
})
