import { describe, expect, test } from 'vitest'
import { countingLine, runSteps } from '../src/run-steps.ts'
import { failed, type Outcome, passed, type Step, skipped } from '../src/step.ts'

const step = (name: string, outcome: Outcome | Error): Step => ({
  name,
  run: () => (outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome)),
})

async function run(...steps: Step[]) {
  const lines: string[] = []
  const counts = await runSteps(steps, (line) => lines.push(line))
  return { line: countingLine(counts), lines }
}

describe('the sum of the steps', () => {
  test('counts each step, and the tests in it', async () => {
    const counts = { passed: 10, failed: 0, skipped: 2 }
    const { line } = await run(
      step('a', passed()),
      step('b', { verdict: 'passed', counts }),
      step('c', skipped('no c')),
    )
    expect(line).toBe('12 passed, 0 failed, 3 skipped')
  })

  test('a step that fails stops none, and shows its output', async () => {
    const { line, lines } = await run(step('a', failed('first line\nsecond line')), step('b', passed('fine')))
    expect(line).toBe('1 passed, 1 failed, 0 skipped')
    expect(lines.join('\n')).toMatch(
      /^FAIL {2}a .*\n {6}first line\n {6}second line\nok {4}b .*fine\n\nfailed: a$/,
    )
  })

  test('what a step leaves out stands on a line of its own', async () => {
    const { lines } = await run(step('a', { ...passed('fine'), skips: ['Redis: it is missing', 'b'] }))
    expect(lines.slice(1)).toEqual(['      without Redis: it is missing', '      without b'])
  })

  test('a step that throws has failed', async () => {
    const { line, lines } = await run(step('a', new Error('it broke')), step('b', passed()))
    expect(line).toBe('1 passed, 1 failed, 0 skipped')
    expect(lines.join('\n')).toContain('it broke')
  })

  test('nothing to run is a failure', async () => {
    expect((await run()).line).toBe('0 passed, 1 failed, 0 skipped')
  })
})
