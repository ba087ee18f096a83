import { describe, expect, test } from 'vitest'
import { arrows, shortcuts } from '../src/arrows.ts'
import { members } from '../src/house.ts'
import { repository, treeOf } from '../src/tree.ts'

const manifest = (folder: string, rest: object = {}) => ({
  name: `@aiu/${folder}`,
  exports: { '.': './src/index.ts', './node': './src/node/index.ts', './wire': './src/wire.ts' },
  ...(folder === 'core' ? {} : { peerDependencies: { '@aiu/core': 'workspace:^' } }),
  ...rest,
})

/** A house of a few packages, in which one source says `code`. */
const houseWith = (folder: string, code: string, file = 'src/index.ts') =>
  treeOf({
    ...Object.fromEntries(
      [
        'core',
        'openai-compatible',
        'groq',
        'cache',
        'limits',
        'cache-redis',
        'redis-client',
        'sqlite-file',
        'env',
        'cli',
        'testing',
      ].map((name) => [`packages/${name}/package.json`, manifest(name)]),
    ),
    [`packages/${folder}/${file}`]: code,
  })

test('the repository keeps its arrows', () => {
  const tree = repository()
  expect(members(tree).flatMap(({ sources }) => sources).length).toBeGreaterThan(20)
  expect(arrows(tree)).toEqual([])
  expect(shortcuts(tree)).toEqual([])
})

describe('a broken arrow is told', () => {
  test.each([
    ['core imports a package of the house', 'core', `import '@aiu/cache'`],
    ['core imports a type of the house', 'core', `import type { X } from '@aiu/cache'`],
    ['a layer imports a layer', 'cache', `import { retry } from '@aiu/limits'`],
    ['a layer re-exports a layer', 'cache', `export * from '@aiu/limits'`],
    ['a layer imports a layer when it needs it', 'cache', `export const f = () => import('@aiu/limits')`],
    ['a layer imports a provider', 'limits', `import { groq } from '@aiu/groq'`],
    ['a layer imports the wire', 'limits', `import { toBody } from '@aiu/openai-compatible/wire'`],
    ['a provider imports a layer', 'groq', `import { cache } from '@aiu/cache'`],
    ['a provider imports a provider', 'groq', `import { openaiCompatible } from '@aiu/openai-compatible'`],
    ['a store imports its layer', 'cache-redis', `import { cache } from '@aiu/cache'`],
    ['a store kit imports a store', 'redis-client', `import { redisStore } from '@aiu/cache-redis'`],
    ['a store kit imports a layer', 'redis-client', `import { cache } from '@aiu/cache'`],
    ['another store kit imports a store', 'sqlite-file', `import { redisStore } from '@aiu/cache-redis'`],
    ['a layer imports a store kit', 'cache', `import { sqliteFile } from '@aiu/sqlite-file'`],
    ['a provider imports a store kit', 'groq', `import { redisConnection } from '@aiu/redis-client'`],
    ['a tool imports a provider at once', 'env', `import { groq } from '@aiu/groq'`],
    ['a tool imports a type of a provider', 'env', `import type { Groq } from '@aiu/groq'`],
    ['a tool imports a type in place', 'env', `export type T = import('@aiu/groq').Groq`],
    ['somebody loads the cli', 'env', `export const f = () => import('@aiu/cli')`],
    ['a source imports the testing package', 'groq', `import { fakeProvider } from '@aiu/testing'`],
    ['a deep import of a source', 'groq', `import { x } from '@aiu/core/src/x.ts'`],
    ['a deep import of a build', 'groq', `import { x } from '@aiu/core/dist/x.js'`],
    ['an entry that is not there', 'groq', `import { x } from '@aiu/core/inner'`],
    ['a path into another package', 'groq', `import { x } from '../../core/src/index.ts'`],
    ['a package that imports itself by name', 'groq', `import { x } from '@aiu/groq'`],
    ['isomorphic code imports a Node entry', 'groq', `import { loadSettings } from '@aiu/core/node'`],
    ['a computed import', 'groq', `export const f = (name: string) => import(name)`],
    ['a package that is not declared', 'groq', `import Groq from 'groq-sdk'`],
    ['a name of its own that leads nowhere', 'groq', `import { x } from '#servers'`],
  ])('%s', (_, folder, code) => {
    const found = arrows(houseWith(folder, code))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`packages/${folder}/src/index.ts:1: `)
  })

  test('a package of no known kind', () => {
    expect(arrows(treeOf({ 'packages/stray/package.json': manifest('stray') }))).toEqual([
      expect.stringContaining('packages/stray: not in the house'),
    ])
  })

  test.each([
    ['core with a dependency', 'core', { dependencies: { valibot: '^1' } }, 'no runtime dependency'],
    [
      'openai-compatible with a dependency',
      'openai-compatible',
      { dependencies: { ky: '^1' } },
      'no runtime dependency',
    ],
    [
      'core that knows the house',
      'core',
      { devDependencies: { '@aiu/testing': 'workspace:*' } },
      'no package of the house',
    ],
    [
      'core pinned by a dependent',
      'cache',
      { peerDependencies: { '@aiu/core': 'workspace:*' } },
      'must be a peer',
    ],
    ['no peer', 'cache', { peerDependencies: {} }, 'must be a peer'],
    ['core as a dependency', 'cache', { dependencies: { '@aiu/core': 'workspace:^' } }, 'not a dependency'],
  ])('%s', (_, folder, rest, what) => {
    const tree = treeOf({ [`packages/${folder}/package.json`]: manifest(folder, rest) })
    expect(arrows(tree)).toEqual([expect.stringContaining(what)])
  })

  test('a test, an example or a tool that goes around the public names', () => {
    const house = (path: string, code: string) =>
      treeOf({ 'packages/core/package.json': manifest('core'), [path]: code })
    for (const path of [
      'packages/groq/test/a.test.ts',
      'examples/one/src/main.ts',
      'tooling/bench/src/size.ts',
    ]) {
      expect(shortcuts(house(path, `import '../../../packages/core/src/index.ts'`))).toHaveLength(1)
      expect(shortcuts(house(path, `import '@aiu/core/src/index.ts'`))).toHaveLength(1)
    }
  })
})

describe('a good arrow passes', () => {
  test.each([
    [
      'groq',
      `import { ProviderError } from '@aiu/core'\nimport { toBody } from '@aiu/openai-compatible/wire'`,
    ],
    ['cache-redis', `import { sqliteFile } from '@aiu/sqlite-file'`],
    ['sqlite-file', `import { AiuError } from '@aiu/core'`],
    ['cache', `import type { Layer } from '@aiu/core'\nimport { key } from './key.ts'`],
    ['env', `import { createClient } from '@aiu/core'\nexport const f = () => import('@aiu/groq')`],
    ['env', `export const f = (name: string) => import(name)`],
    ['cache', `// from '@aiu/limits'\nexport const help = "import { retry } from '@aiu/limits'"`],
  ])('%s: %s', (folder, code) => {
    expect(arrows(houseWith(folder, code))).toEqual([])
  })

  test('a Node entry uses a Node entry', () => {
    expect(
      arrows(houseWith('groq', `import { loadSettings } from '@aiu/core/node'`, 'src/node/index.ts')),
    ).toEqual([])
  })

  test('a source that does not parse is no pass', () => {
    expect(() => arrows(houseWith('groq', 'import {'))).toThrow('packages/groq/src/index.ts')
  })
})
