import { FAULT_LIST } from '@aiu/testing'
import { expect, test } from 'vitest'
import { reliabilityPage } from '../src/pages/reliability-page.ts'
import { outcomesOf } from '../src/reliability/measure.ts'

const rows = reliabilityPage()
  .split('\n')
  .filter((line) => /^\| F\d\d /.test(line))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )

test('a row for each fault, and no cell is empty', () => {
  expect(rows.map(([id]) => id)).toEqual(Object.keys(FAULT_LIST))
  for (const row of rows) {
    expect(row).toHaveLength(7)
    for (const cell of row) expect(cell, row[0]).toMatch(/\w/)
  }
})

test('nothing is broken, and most is kept', () => {
  const cells = rows.flatMap((row) => row.slice(3, 6))
  expect(cells.filter((cell) => cell.includes('broken'))).toEqual([])
  expect(cells.filter((cell) => cell === 'kept').length).toBeGreaterThan(80)
})

test('what a report says is what stands in the table', () => {
  const result = (name: string, title: string, status = 'passed', failureMessages: string[] = []) => ({
    title,
    status,
    failureMessages,
    meta: { providerContract: name, without: { F12: 'no word for it' } },
  })
  const report = (...more: ReturnType<typeof result>[]) => ({
    testResults: [
      { assertionResults: [result('local', 'tells who it is'), result('telegraph', 'F01 port closed')] },
      { assertionResults: [{ ...result('', 'another test'), meta: {} }, ...more] },
    ],
  })
  const failed = result('openai-compatible', 'F30 RST', 'failed', ['ContractError: It hung.\n  at x'])
  expect(outcomesOf(report(failed, result('openai-compatible', 'F28 clean EOF')))).toEqual({
    'openai-compatible': {
      F12: { cannot: 'no word for it' },
      F28: 'kept',
      F30: { broke: 'ContractError: It hung.' },
    },
    local: { F12: { cannot: 'no word for it' } },
    telegraph: { F01: 'kept', F12: { cannot: 'no word for it' } },
  })
  expect(() => outcomesOf(report())).toThrow('no suite told of openai-compatible')
})
