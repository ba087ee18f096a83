import { expect, test } from 'vitest'
import { longReport } from '../src/long-report.ts'
import { passed, type Step, skipped } from '../src/step.ts'

const step = (name: string): Step => ({ name, run: async () => passed() })

test('the report says what ran, what did not, and why', () => {
  const report = longReport({
    date: '2026-12-01',
    commit: 'abc1234',
    node: 'v24.0.0',
    counts: { passed: 12, failed: 0, skipped: 2 },
    outcomes: [
      [step('cuts'), { ...passed('11 passed, 1 skipped'), skips: ['1 of a.test.ts: no Redis'] }],
      [step('servers'), skipped('no server could be had')],
    ],
  })
  expect(report).toContain('- Date: 2026-12-01\n- Commit: abc1234\n- Node: v24.0.0\n')
  expect(report).toContain('12 passed, 0 failed, 2 skipped')
  expect(report).toContain('| cuts | passed | 11 passed, 1 skipped |\n')
  expect(report).toContain('| servers | skipped | no server could be had |\n')
  expect(report).toContain('\n- cuts: 1 of a.test.ts: no Redis\n')
})
