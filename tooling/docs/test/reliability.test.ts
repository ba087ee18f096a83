import { FAULT_LIST } from '@aiu/testing'
import { expect, test } from 'vitest'
import { reliabilityPage } from '../src/pages/reliability-page.ts'
import { FOUND, PEERS } from '../src/reliability/peers.ts'
import { tablesOf } from './support/tables-of.ts'

const [ours = [], others = []] = tablesOf(reliabilityPage())

test('both tables have a row for each fault, and no cell is empty', () => {
  for (const [head = [], ...rows] of [ours, others]) {
    expect(rows.map(([id]) => id)).toEqual(Object.keys(FAULT_LIST))
    for (const row of rows) {
      expect(row, row[0]).toHaveLength(head.length)
      for (const cell of row) expect(cell, row[0]).toMatch(/\w/)
    }
  }
})

test('nothing is broken, and most is kept', () => {
  const cells = ours.slice(1).flatMap((row) => row.slice(3))
  expect(cells.filter((cell) => cell.includes('broken'))).toEqual([])
  expect(cells.filter((cell) => cell === 'kept').length).toBeGreaterThan(80)
  expect(others.slice(1).map((row) => row[2])).not.toContain('**broken**')
})

test('what was measured with others stands at its fault, and what was not is said', () => {
  const [head = [], ...rows] = others
  expect(head.slice(3)).toEqual([...PEERS])
  for (const [id, found] of Object.entries(FOUND)) {
    const row = rows.find((cells) => cells[0] === id)
    expect(row, id).toBeDefined()
    for (const [index, peer] of PEERS.entries()) expect(row?.[3 + index]).toBe(found[peer] ?? 'not measured')
  }
})
