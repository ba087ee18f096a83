import { describe, expect, test } from 'vitest'
import { platform } from '../src/platform.ts'
import { repository, treeOf } from '../src/tree.ts'

const houseWith = (folder: string, code: string, file = 'src/index.ts') =>
  treeOf({
    [`packages/${folder}/package.json`]: { name: `@aiu/${folder}` },
    [`packages/${folder}/${file}`]: code,
  })

test('isomorphic sources of the repository use nothing of Node', () => {
  expect(platform(repository())).toEqual([])
})

describe('Node in an isomorphic source is told', () => {
  test.each([
    `import { readFile } from 'node:fs/promises'`,
    `import { readFile } from 'fs/promises'`,
    `import type { Readable } from 'node:stream'`,
    `export type S = import('node:stream').Readable`,
    `export const f = () => import('node:fs')`,
    `import Keyv from 'keyv'`,
    `import type { Keyv } from 'keyv'`,
    `import KeyvRedis from '@keyv/redis'`,
    `export const key = () => process.env.KEY`,
    `export const key = () => globalThis.process?.env`,
    `export const all = () => ({ process })`,
    `export const b = (s: string) => Buffer.from(s)`,
    `export type B = Buffer`,
    `export let timer: NodeJS.Timeout`,
    `export const f = () => require('x')`,
  ])('%s', (code) => {
    expect(platform(houseWith('core', code))).toEqual([
      expect.stringContaining('packages/core/src/index.ts:1: '),
    ])
  })
})

describe('what only reads like Node passes', () => {
  test.each([
    `export const f = (answer: { process: number }) => answer.process`,
    `export const names = { process: 1, Buffer: 2 }`,
    `// process.env\nexport const help = 'set process.env.KEY'`,
    `import { x } from './process.ts'`,
  ])('%s', (code) => {
    expect(platform(houseWith('core', code))).toEqual([])
  })

  test('Node under src/node and in the packages for Node', () => {
    const code = `import { readFile } from 'node:fs/promises'\nexport const env = process.env`
    expect(platform(houseWith('core', code, 'src/node/index.ts'))).toEqual([])
    expect(platform(houseWith('local', code))).toEqual([])
    expect(platform(houseWith('cache-redis', code))).toEqual([])
  })
})
