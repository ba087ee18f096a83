import { describe, expect, test } from 'vitest'
import { outcomeOf } from '../src/vitest.ts'

const report = (numPassedTests: number, numFailedTests = 0, numPendingTests = 0) =>
  JSON.stringify({ numPassedTests, numFailedTests, numPendingTests, numTodoTests: 0 })

describe("vitest's exit code is the truth", () => {
  test('all passed', () => {
    expect(outcomeOf(0, '', report(7, 0, 1))).toEqual({
      verdict: 'passed',
      counts: { passed: 7, failed: 0, skipped: 1 },
      note: '7 passed, 1 skipped',
    })
  })

  test('a file that cannot be loaded: no test failed, the exit code did', () => {
    const outcome = outcomeOf(1, ' ✓ a.test.ts\n FAIL b.test.ts', report(7))
    expect(outcome).toMatchObject({ verdict: 'failed', counts: { passed: 7, failed: 0, skipped: 0 } })
    expect(outcome.output).toBe(' FAIL b.test.ts')
  })

  test.each([
    ['a test failed', 1, report(7, 1)],
    ['a test failed, whatever the exit code', 0, report(7, 1)],
    ['no test ran', 0, report(0)],
    ['all were skipped', 0, report(0, 0, 7)],
    ['it was killed', null, report(7)],
    ['it left no report', 0, undefined],
  ])('%s', (_, code, text) => {
    expect(outcomeOf(code, '', text).verdict).toBe('failed')
  })
})
