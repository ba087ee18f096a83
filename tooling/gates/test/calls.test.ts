import { describe, expect, test } from 'vitest'
import { entriesOf, moduleCalls, reachable } from '../src/calls.ts'
import { members } from '../src/house.ts'
import { repository, treeOf } from '../src/tree.ts'

const core = {
  name: '@aiu/core',
  exports: {
    '.': { '@aiu/source': './src/index.ts' },
    './settings': { '@aiu/source': './src/settings/index.ts' },
    './node': { '@aiu/source': './src/node/index.ts' },
  },
}
const houseWith = (files: Record<string, string>) =>
  treeOf({
    'packages/core/package.json': core,
    ...Object.fromEntries(Object.entries(files).map(([name, code]) => [`packages/core/src/${name}`, code])),
  })

test('nothing happens when an isomorphic entry of the repository is imported', () => {
  const tree = repository()
  const entries = members(tree).flatMap(entriesOf)
  expect(entries).toContain('packages/core/src/index.ts')
  expect(entries).not.toContain('packages/core/src/settings/index.ts')
  expect(reachable(tree, 'packages/core/src/index.ts').size).toBeGreaterThan(5)
  expect(moduleCalls(tree)).toEqual([])
})

describe('what runs on import is told', () => {
  test.each([
    `export const at = now()`,
    `export const at = /* @__PURE__ */ now()`,
    `export const seen = new Map()`,
    `export const brand = Symbol.for('brand')`,
    `export default make()`,
    `export const [a = f()] = []`,
    `const table = { a: f() }`,
    `const list = [1, ...f()]`,
    `const text = tag\`x\``,
    `const value = f() as string`,
    `const value = f()!`,
    `const value = maybe?.()`,
    `const lazy = import('./x.ts')`,
    `const x = await f`,
    `globalThis.x = 1`,
    `if (x) y()`,
    `f()`,
    `class A extends mixin(B) {}`,
    `class A { static all = new Set() }`,
    `class A { static { f() } }`,
    `class A { [f()]() {} }`,
    `export { x } from './other.ts'; f()`,
  ])('%s', (code) => {
    expect(moduleCalls(houseWith({ 'index.ts': code }))).toEqual([
      expect.stringContaining('packages/core/src/index.ts:1: '),
    ])
  })

  test('in a file that an entry reaches', () => {
    const tree = houseWith({
      'index.ts': `export { b } from './b.ts'`,
      'b.ts': `import './deep/c.ts'\nexport const b = 1`,
      'deep/c.ts': `export const c = f()`,
    })
    expect(moduleCalls(tree)).toEqual(['packages/core/src/deep/c.ts:1: a call at module level'])
  })
})

describe('what waits for a call passes', () => {
  test.each([
    `export const f = () => g()`,
    `export function f(x = g()) { return new Map() }`,
    `export class A extends Error { seen = new Set(); static name2 = 'a'; run() { return f() } }`,
    `export const table = { a: 1, b: [2], c: \`x\` } as const satisfies object`,
    `export const pattern = /x/`,
    `export type T = ReturnType<typeof f>\nexport interface A { b: T }`,
    `export declare const x: string`,
    `export const negative = -1`,
  ])('%s', (code) => {
    expect(moduleCalls(houseWith({ 'index.ts': code }))).toEqual([])
  })

  test('the settings entry, the Node entry, and files that only types come from', () => {
    const tree = houseWith({
      'index.ts': `import type { T } from './t.ts'\nexport type { T }`,
      't.ts': `export const t = f()`,
      'settings/index.ts': `export const schema = v.object({})`,
      'node/index.ts': `export const env = load()`,
    })
    expect(moduleCalls(tree)).toEqual([])
  })
})
