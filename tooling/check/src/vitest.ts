import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type CommandOptions, command, root } from './command.ts'
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
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const { code, output } = await command('node', [program, 'run', ...args, ...reporters], options)
    const text = await readFile(report, 'utf8').catch(() => undefined)
    if (text !== undefined) options.onReport?.(text)
    return outcomeOf(code, output, text)
  })
}

/** What vitest's exit code, output and JSON report come to. */
export function outcomeOf(code: number | null, output: string, report: string | undefined): Outcome {
  if (report === undefined) return failed(output, 'vitest left no report')
  const counts = countsOf(report)
  const skips = skipsOf(report)
  const note = [
    `${counts.passed} passed`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
  ].join(', ')
  if (code !== 0) return { ...failed(brief(output), `${note}, exit code ${code}`), counts }
  if (counts.failed > 0) return { ...failed(brief(output), note), counts }
  if (counts.passed === 0) return { ...failed(brief(output), 'no test ran'), counts }
  return { verdict: 'passed', counts, note, ...(skips.length > 0 ? { skips } : {}) }
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

interface Report {
  readonly testResults?: readonly {
    /** The file, absolute. */
    readonly name: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly ancestorTitles: readonly string[]
    }[]
  }[]
}

/** The tests that were skipped, by file and suite; the title of a suite that may be skipped says why. */
function skipsOf(report: string): string[] {
  const counts = new Map<string, number>()
  for (const { name, assertionResults } of (JSON.parse(report) as Report).testResults ?? [])
    for (const { status, ancestorTitles } of assertionResults) {
      if (status === 'passed' || status === 'failed') continue
      const place = [relative(root, name), ...ancestorTitles].join(': ')
      counts.set(place, (counts.get(place) ?? 0) + 1)
    }
  return [...counts].map(([place, count]) => `${count} of ${place}`)
}

/** Without the lines of the files that passed. */
const brief = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^\s*✓ /.test(line))
    .join('\n')
