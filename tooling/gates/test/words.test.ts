import { describe, expect, test } from 'vitest'
import { fileSizes, mostLines } from '../src/file-size.ts'
import { spelling } from '../src/spelling.ts'
import { tracked } from '../src/tracked.ts'
import { repository, root, treeOf } from '../src/tree.ts'

describe('file sizes', () => {
  const lines = (count: number) =>
    treeOf({ 'packages/core/package.json': {}, 'packages/core/src/a.ts': 'x\n'.repeat(count) })

  test('no source of the repository is too long', () => {
    expect(fileSizes(repository())).toEqual([])
  })

  test(`${mostLines} lines are enough`, () => {
    expect(fileSizes(lines(mostLines))).toEqual([])
    expect(fileSizes(lines(mostLines + 1))).toEqual([
      expect.stringContaining('packages/core/src/a.ts: 401 lines'),
    ])
  })
})

describe('spelling', () => {
  test('the repository is in American English', () => {
    expect(spelling(repository())).toEqual([])
  })

  // Put together here, since this file is judged too.
  test.each([
    ['behavi', 'our'],
    ['Col', 'our'],
    ['norma', 'lise'],
    ['seria', 'liser'],
    ['seria', 'lisation'],
    ['cance', 'lled'],
    ['onCance', 'lled'],
    ['initia', 'lised'],
    ['recog', 'nise'],
    ['lice', 'nce'],
  ])('%s%s', (head, tail) => {
    for (const path of ['packages/core/src/a.ts', 'docs/a.md', 'README.md', 'packages/core/README.md']) {
      expect(spelling(treeOf({ [path]: `const ${head}${tail} = 1` }))).toHaveLength(1)
    }
  })

  test.each([
    "status === 'cance" + "lled'",
    'promise, precise, exercise, advertise',
    'generality, organism, specialist',
  ])('passes: %s', (text) => {
    expect(spelling(treeOf({ 'packages/core/src/a.ts': text }))).toEqual([])
  })
})

describe('tracked files', () => {
  test('none names a registry, a machine or a key, and nothing is left undone', () => {
    const tree = repository()
    expect(tree.paths).toContain('package.json')
    expect(tracked(tree)).toEqual([])
  })

  test.each([
    ['a registry', `https://registry.${'npmjs'}.org/x`],
    ['a registry in a setting', `@aiu:registry=${'http'}://10.0.0.1/`],
    ['a home folder', `cd /${'home'}/ada/aiu`],
    ['a home folder of a Mac', `"/${'Users'}/ada/aiu"`],
    ['a home folder of Windows', `C:\\${'Users'}\\ada`],
    ['this machine', `${root}/package.json`],
    ['a key of OpenAI', `sk-${'proj'}-aB3dE5fG7hI9jK1lM3nO5`],
    ['a key of Groq', `gsk_${'aB3dE5fG7hI9jK1lM3nO5'}`],
    ['a key of AWS', `AKIA${'ABCDEFGHIJKLMNOP'}`],
    ['a private key', `-----BEGIN ${'RSA'} PRIVATE KEY-----`],
    ['something to do', `// TO${'DO'}: later`],
    ['a test that is left out', `test.${'skip'}('x', () => {})`],
    ['a test that keeps the others out', `describe.${'only'}('x', () => {})`],
  ])('%s is told', (_, text) => {
    const found = tracked(treeOf({ 'packages/core/test/a.test.ts': text }))
    expect(found.length).toBeGreaterThan(0)
    expect(found.join()).not.toContain('aB3dE5fG7hI9jK1lM3nO5')
  })

  test.each([
    `apiKey: 'sk-test'`,
    `apiKey: 'sk-this-is-no-key-but-words'`,
    `apiKey: 'gsk_0123456789abcdefghij'`,
    `https://example.com/home/page`,
    `test.skipIf(absent)('x', () => {})`,
    `path: './home/x'`,
  ])('passes: %s', (text) => {
    expect(tracked(treeOf({ 'packages/core/test/a.test.ts': text }))).toEqual([])
  })
})
