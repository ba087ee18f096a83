import { describe, expect, test } from 'vitest'
import { runWorker } from '../src/run-worker.ts'
import { speedTable } from '../src/speed-table.ts'

const counted = speedTable.filter(({ as }) => as === 'count')

// Times depend on the machine and stay in `npm run bench`; counts do not, so they can be held here.
describe.each([
  ['ask and stream', 'compatible', 'plain'],
  ['the same with four layers', 'four-layers', 'layered'],
] as const)('%s', (_, subject, ceiling) => {
  test(`keep their ceilings: ${counted.map(({ name }) => name).join(', ')}`, {
    timeout: 120_000,
  }, async () => {
    const figures = await runWorker({ task: 'counts', subject, source: true })
    const over = counted
      .map((row) => ({
        ...row,
        found: Math.round(figures[row.figure] ?? Number.NaN),
        most: row[ceiling] ?? 0,
      }))
      .filter(({ found, most }) => !(found <= most))
    expect(over.map(({ name, found, most }) => `${name}: ${found}, of at most ${most}`)).toEqual([])
  })
})

test('what a worker measures is a right answer: another is an error', async () => {
  await expect(runWorker({ task: 'counts', subject: 'nobody', source: true })).rejects.toThrow('nobody')
})
