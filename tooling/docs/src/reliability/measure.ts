import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { command, root } from '@aiu-tooling/check/command'
import { temporary } from '@aiu-tooling/check/temporary'
import type { Outcome, Outcomes } from './outcomes.ts'

/** Whose contract suites are run, and the file of each. */
const SUITES: Readonly<Record<string, string>> = {
  'openai-compatible': 'packages/openai-compatible/test/contract.test.ts',
  local: 'packages/local/test/contract.test.ts',
  telegraph: 'examples/own-provider/test/contract.test.ts',
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
      readonly meta?: {
        readonly providerContract?: string
        readonly without?: Readonly<Record<string, string>>
      }
    }[]
  }[]
}

/** Runs the contract suites of the providers, and reads by fault what came of them. Throws when one could not be run. */
export const measure = (): Promise<Outcomes> =>
  temporary('reliability', async (folder) => {
    const file = join(folder, 'report.json')
    const args = [
      'run',
      '--project',
      'node',
      '--typecheck.enabled=false',
      '--reporter=json',
      `--outputFile=${file}`,
    ]
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const { output } = await command('node', [vitest, ...args, ...Object.values(SUITES)])
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) throw new Error(`vitest left no report:\n${output}`)
    return outcomesOf(JSON.parse(text) as Report)
  })

/** Of a report of vitest's, by provider and fault. */
export function outcomesOf({ testResults }: Report): Outcomes {
  const all: Record<string, Record<string, Outcome>> = {}
  for (const { assertionResults } of testResults) {
    for (const { title, status, failureMessages, meta = {} } of assertionResults) {
      const { providerContract: name, without = {} } = meta
      if (name === undefined) continue
      all[name] ??= Object.fromEntries(Object.entries(without).map(([id, cannot]) => [id, { cannot }]))
      const id = /^F\d\d(?= )/.exec(title)?.[0]
      if (id === undefined) continue
      const [first = 'it failed'] = failureMessages.map((message) => message.split('\n')[0] ?? '')
      all[name][id] = status === 'passed' ? 'kept' : { broke: first }
    }
  }
  const missing = Object.keys(SUITES).filter((name) => !(name in all))
  if (missing.length) throw new Error(`no suite told of ${missing.join(', ')}`)
  const sorted = <T>(table: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)))
  return Object.fromEntries(Object.keys(SUITES).map((name) => [name, sorted(all[name] ?? {})]))
}
