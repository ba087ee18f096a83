import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@aiu-tooling/check/command'
import { describe, expect, test } from 'vitest'
import { blocksOf, modulesOf } from '../src/code/blocks.ts'
import { compile } from '../src/code/compile.ts'
import { documents } from '../src/code/documents.ts'
import { CAPABILITIES } from '../src/overview/capabilities.ts'
import { SECTIONS } from '../src/overview/index.ts'

const all = documents().map(({ path, text }) => ({ path, blocks: blocksOf(path, text) }))
const isFile = (mark: string): boolean => mark.includes('.')

const imports = [...SECTIONS.flatMap(({ rows }) => rows), ...CAPABILITIES].flatMap((row) =>
  'from' in row ? [row] : [],
)

test('every block of TypeScript in the documents, and every import of the overview, compiles', async () => {
  const modules = all.flatMap(({ path, blocks }) =>
    modulesOf(blocks.filter(({ mark }) => !isFile(mark))).map((module) => ({ ...module, name: path })),
  )
  expect(modules.length).toBeGreaterThan(10)
  const text = imports
    .flatMap(({ from, names }) => names.map((name) => `{ ${name} as $ } from '${from}'`))
    .map((what, index) => `export type ${what.replace('$', `n${index}`)}\n`)
    .join('')
  expect(await compile([...modules, { name: 'docs/from-the-overview.md', line: 1, text }])).toEqual([])
}, 120_000)

test('a block that names a file is that file', () => {
  const files = all.flatMap(({ blocks }) => blocks.filter(({ mark }) => isFile(mark)))
  expect(files.length).toBeGreaterThan(0)
  for (const { mark, text } of files) expect(text, mark).toBe(readFileSync(join(root, mark), 'utf8'))
})

describe('the check itself', () => {
  const one = (...lines: string[]): string => lines.join('\n')

  test('tells the file and the line of what is wrong', async () => {
    const markdown = one('# Title', '', '```ts', "import { ask } from '@aiu/core'", 'ask(1)', '```')
    const modules = modulesOf(blocksOf('docs/a.md', markdown)).map((module) => ({
      ...module,
      name: 'docs/a.md',
    }))
    const found = await compile(modules)
    expect(found.length).toBeGreaterThan(0)
    for (const line of found) expect(line).toMatch(/^docs\/a\.md:5: error TS|^ /)
  }, 120_000)

  test('joins what goes on, and keeps the rest apart', () => {
    const markdown = one(
      '```ts',
      'a',
      '```',
      '```ts more',
      'b',
      '```',
      '```ts',
      'c',
      '```',
      '```text',
      'd',
      '```',
    )
    expect(modulesOf(blocksOf('docs/a.md', markdown))).toEqual([
      { line: 2, text: '\na\n\n\nb\n' },
      { line: 8, text: `${'\n'.repeat(7)}c\n` },
    ])
  })

  test('refuses a block that nobody would check', () => {
    expect(() => blocksOf('docs/a.md', one('', '```js', 'x', '```'))).toThrow('docs/a.md:3')
  })
})
