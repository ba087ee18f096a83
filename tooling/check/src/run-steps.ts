import { type Counts, failed, none, type Outcome, type Step } from './step.ts'

const marks = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const

/**
 * Runs the steps in order, a line each, and a line for each thing that a step leaves out; one that fails stops none. A step that throws has failed. The last line is the sum, in
 * which each step counts as one beside the tests in it.
 */
export async function runSteps(
  steps: readonly Step[],
  print: (line: string) => void,
  onOutcome: (step: Step, outcome: Outcome) => void = () => {},
): Promise<Counts> {
  let total = none
  const broken: [Step, Outcome][] = []
  for (const step of steps) {
    const start = performance.now()
    const outcome = await step
      .run()
      .catch((error: unknown) => failed(error instanceof Error ? `${error.stack}` : `${error}`))
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    total = add(total, outcome)
    onOutcome(step, outcome)
    print(
      `${marks[outcome.verdict]}  ${step.name.padEnd(22)} ${seconds.padStart(6)} s  ${outcome.note ?? ''}`.trimEnd(),
    )
    for (const what of outcome.skips ?? []) print(`      without ${what}`)
    if (outcome.verdict !== 'failed') continue
    broken.push([step, outcome])
    for (const line of (outcome.output ?? '').trimEnd().split('\n')) print(`      ${line}`)
  }
  if (broken.length > 0) print(`\nfailed: ${broken.map(([{ name }]) => name).join(', ')}`)
  if (steps.length === 0) return { ...none, failed: 1 }
  return total
}

const add = (total: Counts, { verdict, counts = none }: Outcome): Counts => ({
  passed: total.passed + counts.passed + (verdict === 'passed' ? 1 : 0),
  failed: total.failed + counts.failed + (verdict === 'failed' ? 1 : 0),
  skipped: total.skipped + counts.skipped + (verdict === 'skipped' ? 1 : 0),
})

export const countingLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`
