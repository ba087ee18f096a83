import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CommandOptions, command, root } from './command.ts'
import { SKIPS_FILE } from './skip-reporter.ts'
import { type Counts, failed, type Outcome } from './step.ts'
import { temporary } from './temporary.ts'

export interface VitestOptions extends CommandOptions {
  /** Is given the JSON report, where there is one. */
  readonly onReport?: (text: string) => void
}

/** Runs vitest and counts its tests. Its exit code is the truth: a file that cannot be loaded has no test that failed. */
export function vitest(args: readonly string[], options: VitestOptions = {}): Promise<Outcome> {
  return temporary('vitest', async (folder) => {
    const report = join(folder, 'report.json')
    const program = join(root, 'node_modules/vitest/vitest.mjs')
    const skipsFile = join(folder, 'skips.json')
    const reporters = [
      '--reporter=default',
      '--reporter=json',
      `--reporter=${join(import.meta.dirname, 'skip-reporter.ts')}`,
      `--outputFile.json=${report}`,
    ]
    const env = { ...options.env, [SKIPS_FILE]: skipsFile }
    const { code, output } = await command('node', [program, 'run', ...args, ...reporters], {
      ...options,
      env,
    })
    const read = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
    const text = await read(report)
    if (text !== undefined) options.onReport?.(text)
    const skips = JSON.parse((await read(skipsFile)) ?? '[]') as string[]
    return { ...outcomeOf(code, output, text), ...(skips.length > 0 ? { skips } : {}) }
  })
}

/** What vitest's exit code, output and JSON report come to. */
export function outcomeOf(code: number | null, output: string, report: string | undefined): Outcome {
  if (report === undefined) return failed(output, 'vitest left no report')
  const counts = countsOf(report)
  const note = [
    `${counts.passed} passed`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
  ].join(', ')
  if (code !== 0) return { ...failed(brief(output), `${note}, exit code ${code}`), counts }
  if (counts.failed > 0) return { ...failed(brief(output), note), counts }
  if (counts.passed === 0) return { ...failed(brief(output), 'no test ran'), counts }
  return { verdict: 'passed', counts, note }
}

function countsOf(report: string): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(report) as Record<
    string,
    number
  >
  return {
    passed: numPassedTests ?? 0,
    failed: numFailedTests ?? 0,
    skipped: (numPendingTests ?? 0) + (numTodoTests ?? 0),
  }
}

/** Without the lines of the files that passed. */
const brief = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^\s*✓ /.test(line))
    .join('\n')
