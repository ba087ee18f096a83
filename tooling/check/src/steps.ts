import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { command } from './command.ts'
import { leftToLong } from './long.ts'
import { nodes } from './nodes.ts'
import { packed } from './packed.ts'
import { failed, passed, type Step, skipped } from './step.ts'
import { temporary } from './temporary.ts'
import { types } from './types.ts'
import { vitest } from './vitest.ts'

export interface Choice {
  /** CI: what a developer may lack must be there. */
  readonly ci: boolean
  /** Publish to a registry on loopback, and try the other Nodes. */
  readonly rehearse: boolean
}

/** A step that is one program, whose last line that matches tells the note. */
const tool = (name: string, program: string, args: readonly string[], note?: RegExp): Step => ({
  name,
  async run() {
    const { code, output } = await command(program, args)
    return code === 0 ? passed(note?.exec(output)?.[0]) : failed(output, `exit code ${code}`)
  },
})

const turbo = (name: string, task: string): Step =>
  tool(
    name,
    'turbo',
    ['run', task, '--continue', '--ui=stream', '--output-logs=errors-only'],
    /\d+ successful/,
  )

const browserTests = ({ ci }: Choice): Step => ({
  name: 'tests in chromium',
  async run() {
    const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'
    if (existsSync(chromium)) return vitest(['--project', 'browser'])
    const missing = `no ${chromium}: install chromium, or say in CHROMIUM where it is`
    return ci ? failed(missing) : skipped(missing)
  },
})

/**
 * The tests in Node, and the generated docs, which are made of what the contract suites among these tests come to: after a run they are
 * made of its report; without one (`--only docs`) the suites are run for them.
 */
function nodeTests(): Step[] {
  let report: string | undefined
  return [
    {
      name: 'tests in node',
      async run() {
        const outcome = await vitest(['--project', 'node'], {
          onReport(text) {
            report = text
          },
        })
        return { ...outcome, skips: [...(outcome.skips ?? []), leftToLong()] }
      },
    },
    {
      name: 'generated docs',
      run: () =>
        temporary('docs', async (folder) => {
          const args = ['--conditions=@aiu/source', 'tooling/docs/src/main.ts', '--check']
          if (report !== undefined) {
            const path = join(folder, 'report.json')
            await writeFile(path, report)
            args.push('--report', path)
          }
          const { code, output } = await command('node', args)
          return code === 0 ? passed() : failed(output, `exit code ${code}`)
        }),
    },
  ]
}

/** Everything that must hold before a change lands, quickest first where the order is free. */
export const steps = (choice: Choice): Step[] => [
  tool('lint and format', 'biome', ['ci', '--diagnostic-level=warn', '.'], /Checked \d+ files/),
  { name: 'types', run: types },
  tool('unused code', 'knip', []),
  ...nodeTests(),
  browserTests(choice),
  turbo('build', 'build'),
  { name: 'packed packages', run: packed },
  tool('sizes', 'node', ['tooling/bench/src/size.ts', '--ceilings', '--dist'], /\d+ ceilings hold/),
  ...(choice.rehearse
    ? [tool('publish rehearsal', 'node', ['tooling/rehearsal/src/main.ts'], /^published .*$/m)]
    : []),
  ...(choice.rehearse || choice.ci ? nodes : []),
]
