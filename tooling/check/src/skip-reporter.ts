import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { TestCase } from 'vitest/node'
import { root } from './command.ts'

/** Where the lines go: the runner names the file in this variable. */
export const SKIPS_FILE = 'AIU_SKIPS_FILE'

/** A reporter of vitest's that tells which tests were skipped and why: a line for each reason in each file. */
export default class SkipReporter {
  readonly #counts = new Map<string, number>()

  onTestCaseResult(test: TestCase): void {
    const result = test.result()
    if (result.state !== 'skipped') return
    const { name, parent } = test
    // A test that skips itself gives a note; a suite that may be skipped says why in its title.
    const why = result.note ?? (parent.type === 'suite' ? parent.fullName : name)
    const line = `${relative(root, test.module.moduleId)}: ${why}`
    this.#counts.set(line, (this.#counts.get(line) ?? 0) + 1)
  }

  onTestRunEnd(): void {
    const path = process.env[SKIPS_FILE]
    const lines = [...this.#counts].map(([line, count]) => `${count} of ${line}`)
    if (path !== undefined) writeFileSync(path, JSON.stringify(lines))
  }
}
