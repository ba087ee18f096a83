import { describe, expect, test } from 'vitest'
import { typeTestsOf } from '../src/types.ts'

const files = [
  ['a.test-d.ts', "test('one', () => {})\ndescribe('x', () => {\n  test.each([1])('two', () => {})\n})\n"],
  ['b.test-d.ts', "it('three', () => {})\n// a test('in a comment')\n"],
] as const

describe('tests of types', () => {
  test('are counted where the compiler has read them', () => {
    expect(typeTestsOf(files, () => true)).toEqual({
      verdict: 'passed',
      counts: { passed: 3, failed: 0, skipped: 0 },
      note: '3 tests of types in 2 files',
    })
  })

  test('fail where it has not', () => {
    expect(typeTestsOf(files, (path) => path.startsWith('a'))).toMatchObject({
      verdict: 'failed',
      output: 'tsconfig.json leaves out b.test-d.ts',
    })
  })
})
