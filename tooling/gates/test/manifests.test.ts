import { describe, expect, test } from 'vitest'
import { manifests } from '../src/manifests.ts'
import { repository, treeOf } from '../src/tree.ts'

const entry = (name: string, nulls: object = {}) => ({
  types: `./dist/${name}.d.ts`,
  ...nulls,
  default: `./dist/${name}.js`,
})
const guard = { browser: null, workerd: null, 'edge-light': null }
const good = {
  name: '@aiu/core',
  version: '0.1.0',
  description: 'A package that is as it should be.',
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.19' },
  files: ['dist'],
  exports: {
    '.': { '@aiu/source': './src/index.ts', ...entry('index') },
    './node': { '@aiu/source': './src/node/index.ts', ...entry('node/index', guard) },
    './package.json': './package.json',
  },
  publishConfig: {
    access: 'public',
    exports: {
      '.': entry('index'),
      './node': entry('node/index', guard),
      './package.json': './package.json',
    },
  },
  scripts: { build: 'tsc' },
}
const houseWith = (manifest: object, files: Record<string, string> = {}) =>
  treeOf({
    LICENSE: 'MIT',
    'packages/core/package.json': manifest,
    'packages/core/src/index.ts': '',
    'packages/core/src/node/index.ts': '',
    ...files,
  })

test('every package.json of the repository', () => {
  expect(manifests(repository())).toEqual([])
})

test('one that is as it should be passes', () => {
  expect(manifests(houseWith(good))).toEqual([])
  expect(
    manifests(houseWith({ ...good, bin: { aiu: './dist/bin.js' } }, { 'packages/core/src/bin.ts': '' })),
  ).toEqual([])
})

test('without a LICENSE in the root no tarball has one', () => {
  const { LICENSE, ...files } = { LICENSE: '', 'packages/core/package.json': good }
  expect(manifests(treeOf(files))).toContainEqual(expect.stringContaining('LICENSE: missing'))
  expect(LICENSE).toBe('')
})

describe('a broken field is told', () => {
  test.each([
    ['name', { name: '@aiu/kern' }],
    ['version', { version: undefined }],
    ['description', { description: '' }],
    ['license', { license: 'ISC' }],
    ['type', { type: 'commonjs' }],
    ['sideEffects', { sideEffects: true }],
    ['engines.node', { engines: { node: '>=20' } }],
    ['files', { files: ['dist', 'src'] }],
    ['build', { scripts: {} }],
    ['bin', { bin: './dist/nowhere.js' }],
  ])('%s', (field, change) => {
    expect(manifests(houseWith({ ...good, ...change }))).toEqual([expect.stringContaining(field)])
  })
})

describe('broken exports are told', () => {
  const withExports = (exports: object) => {
    const published = Object.fromEntries(
      Object.entries(exports).map(([name, target]) => {
        if (typeof target === 'string') return [name, target]
        const { '@aiu/source': _, ...rest } = target as Record<string, unknown>
        return [name, rest]
      }),
    )
    return houseWith({ ...good, exports, publishConfig: { access: 'public', exports: published } })
  }
  const rest = { './package.json': './package.json' }
  const index = { '.': good.exports['.'] }

  test.each([
    [
      'a source that is not there',
      { ...index, './gone': { '@aiu/source': './src/gone.ts', ...entry('gone') }, ...rest },
    ],
    ['no source', { ...index, './x': entry('index'), ...rest }],
    [
      'another file built than the source says',
      { '.': { '@aiu/source': './src/index.ts', ...entry('main') }, ...rest },
    ],
    [
      'types after default',
      {
        '.': { '@aiu/source': './src/index.ts', default: './dist/index.js', types: './dist/index.d.ts' },
        ...rest,
      },
    ],
    [
      'a Node entry without nulls',
      { ...index, './node': { '@aiu/source': './src/node/index.ts', ...entry('node/index') }, ...rest },
    ],
    ['no ./package.json', index],
    ['no main entry', rest],
  ])('%s', (_, exports) => {
    expect(manifests(withExports(exports))).toHaveLength(1)
  })

  test('publishConfig that does not mirror them', () => {
    const published = { ...good, publishConfig: { access: 'public', exports: good.exports } }
    expect(manifests(houseWith(published))).toEqual([expect.stringContaining('publishConfig.exports')])
    expect(manifests(houseWith({ ...good, publishConfig: { access: 'public' } }))).toHaveLength(1)
  })
})
