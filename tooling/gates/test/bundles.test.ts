import { measure } from '@aiu-tooling/bench/measure'
import { sizeTable } from '@aiu-tooling/bench/size-table'
import { describe, expect, test } from 'vitest'
import { bundleFaults } from '../src/bundles.ts'

describe('bundles keep their ceilings', () => {
  test.each(sizeTable)('$name: $ceiling bytes', async (row) => {
    expect(await bundleFaults(row)).toEqual([])
  })
})

describe('a bundle that does not is told', () => {
  const row = {
    name: 'x',
    code: `export { isAiuError } from '@aiu/core'`,
    ceiling: 1000,
    without: ['valibot'],
  }

  test('passes as it is', async () => {
    expect(await bundleFaults(row)).toEqual([])
  })

  test('over its ceiling', async () => {
    expect(await bundleFaults({ ...row, ceiling: 10 })).toEqual([expect.stringContaining('of at most 10')])
  })

  test('a word that must not appear', async () => {
    const code = `${row.code}; export const env = globalThis['process'].env`
    expect(await bundleFaults({ ...row, code, without: ['process.env'] })).toEqual([
      expect.stringContaining('"process.env" stands in it'),
    ])
  })

  test('a file that must not be in it', async () => {
    const code = `export { ask } from '@aiu/core'`
    expect(await bundleFaults({ ...row, code, ceiling: 9999, without: ['/verbs/ask.'] })).toEqual([
      expect.stringContaining('verbs/ask.ts is in it'),
    ])
    expect(await bundleFaults({ ...row, code, ceiling: 9999, without: ['/verbs/stream.'] })).toEqual([])
  })

  test('a Node entry does not build at all', async () => {
    await expect(measure(`export * from '@aiu/core/node'`, 'dist')).rejects.toThrow('@aiu/core/node')
    await expect(measure(`export { readFile } from 'node:fs/promises'`)).rejects.toThrow('node:fs')
  })

  test('a name that is not exported does not build', async () => {
    await expect(measure(`export { gone } from '@aiu/core'`)).rejects.toThrow('gone')
  })
})
