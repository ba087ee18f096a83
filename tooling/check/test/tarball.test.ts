import { describe, expect, test } from 'vitest'
import { selfContained } from '../src/public-packages.ts'
import { tarballFaults } from '../src/tarball.ts'

const files = [
  'package.json',
  'README.md',
  'LICENSE',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/a/b.js',
  'dist/a/b.d.ts',
]
const manifest = {
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './a': { types: './dist/a/b.d.ts', browser: null, default: './dist/a/b.js' },
    './package.json': './package.json',
  },
  peerDependencies: { '@aiu/core': '^0.1.0' },
}
const good = JSON.stringify(manifest)

test('a tarball of JavaScript and types passes', () => {
  expect(tarballFaults(files, good)).toEqual([])
  expect(tarballFaults([...files, 'fixtures/a.case.json', 'fixtures/a.body.sse'], good)).toEqual([])
})

describe('a tarball with a fault is told', () => {
  test.each([
    'src/index.ts',
    'dist/index.js.map',
    'dist/index.d.ts.map',
    'test/a.test.ts',
    'dist/a.test.js',
    '.env',
    'fixtures/a.gguf',
    'fixtures/.gitattributes',
    'dist/x.json',
  ])('with %s in it', (file) => {
    expect(tarballFaults([...files, file], good)).toEqual([`${file} must not be in it`])
  })

  test.each(['README.md', 'LICENSE'])('without %s', (file) => {
    expect(
      tarballFaults(
        files.filter((one) => one !== file),
        good,
      ),
    ).toEqual([`${file} is missing`])
  })

  test('exports that lead nowhere', () => {
    expect(
      tarballFaults(
        files.filter((file) => file !== 'dist/a/b.js'),
        good,
      ),
    ).toEqual(['exports lead to dist/a/b.js, which is missing'])
    expect(tarballFaults(files, '{}')).toEqual(['it exports nothing'])
  })

  test.each([
    ['"@aiu/source"', { ...manifest, extra: { '@aiu/source': './src/index.ts' } }],
    ['"workspace:"', { ...manifest, peerDependencies: { '@aiu/core': 'workspace:^' } }],
    ['"catalog:"', { ...manifest, dependencies: { valibot: 'catalog:' } }],
  ])('%s left in its package.json', (word, wrong) => {
    expect(tarballFaults(files, JSON.stringify(wrong))).toEqual([`its package.json still says ${word}`])
  })
})

test('what can be installed without a registry: all that needs only its like', () => {
  const one = (name: string, ...needs: string[]) => ({ name, folder: '', exports: [], needs, optional: [] })
  const all = [one('core'), one('compatible', 'core'), one('env', 'core', 'valibot'), one('over-env', 'env')]
  expect(selfContained(all).map(({ name }) => name)).toEqual(['core', 'compatible'])
})
