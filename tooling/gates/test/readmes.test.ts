import { describe, expect, test } from 'vitest'
import { readmes, sections } from '../src/readmes.ts'
import { repository, treeOf } from '../src/tree.ts'

const good = [
  '# @aiu/core',
  ...sections.map((name) => `## ${name}\n\nText.`),
  '- `valibot`: checks settings.',
].join('\n\n')
const houseWith = (readme: string | undefined, manifest: object = {}) =>
  treeOf({
    'packages/core/package.json': { name: '@aiu/core', peerDependencies: { valibot: '^1' }, ...manifest },
    ...(readme === undefined ? {} : { 'packages/core/README.md': readme }),
  })

test('every public package of the repository has its README', () => {
  expect(readmes(repository())).toEqual([])
})

test('a README of the right shape passes, with more headings and code in it', () => {
  expect(readmes(houseWith(good))).toEqual([])
  expect(
    readmes(houseWith(good.replace('## Use\n', '## Use\n\n```sh\n# a comment\n```\n\n### More\n'))),
  ).toEqual([])
})

test('a private package needs none', () => {
  expect(readmes(houseWith(undefined, { private: true }))).toEqual([])
})

describe('a README of another shape is told', () => {
  test.each([
    ['none', undefined],
    ['another title', good.replace('# @aiu/core', '# Core')],
    ['a heading that is missing', good.replace('## Errors', '## Faults')],
    ['a heading of another level', good.replace('## Errors', '### Errors')],
    ['a heading that stands in code', good.replace('## Errors', '```\n## Errors\n```')],
    [
      'another order',
      good.replace('## Use', '## X').replace('## Errors', '## Use').replace('## X', '## Errors'),
    ],
    ['a dependency that is not named', good.replace('`valibot`', 'valibot')],
    ['a dependency named elsewhere', good.replace('- `valibot`', '## More\n\n- `valibot`')],
  ])('%s', (_, readme) => {
    expect(readmes(houseWith(readme))).toHaveLength(1)
  })
})
