import { CAPABILITY_LIST, VERDICTS } from '@aiu/testing'
import { expect, test } from 'vitest'
import { providersPage } from '../src/pages/providers-page.ts'
import { tablesOf } from './support/tables-of.ts'

const [about = [], can = []] = tablesOf(await providersPage())

test('each provider has its package, its address and its health check', () => {
  const [, ...rows] = about
  expect(rows.map(([name]) => name)).toEqual(can[0]?.slice(2))
  for (const row of rows) for (const cell of row) expect(cell, row[0]).toMatch(/\w/)
  const row = (name: string): string => rows.find(([label]) => label === name)?.join(' | ') ?? ''
  expect(row('openai-compatible')).toContain('none: plain `fetch`')
  expect(row('local')).toContain('`node-llama-cpp` 3.')
})

test('a row for each capability, and each cell is one of the words that are explained', () => {
  const [, ...rows] = can
  expect(rows.map(([name]) => name)).toEqual(Object.keys(CAPABILITY_LIST))
  for (const [name, , ...cells] of rows)
    for (const cell of cells) expect(Object.keys(VERDICTS), name).toContain(cell)
})
