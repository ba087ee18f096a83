import { describe, expect, test } from 'vitest'
import { house, isIsomorphic, members } from '../src/house.ts'
import { repository } from '../src/tree.ts'

// Were the tree or the packages not found, every gate would pass.
describe('the gates see the repository', () => {
  const tree = repository()
  const all = members(tree)

  test('its packages, each with sources', () => {
    const folders = all.map(({ folder }) => folder)
    expect(folders).toEqual(expect.arrayContaining(['core', 'openai-compatible', 'local', 'env']))
    for (const { folder, sources } of all) expect(sources, folder).not.toEqual([])
  })

  test('sources that run everywhere, and sources for Node', () => {
    const sources = all.flatMap((member) => member.sources.map((path) => [member, path] as const))
    expect(sources.filter(([member, path]) => isIsomorphic(member, path)).length).toBeGreaterThan(50)
    expect(sources.filter(([member, path]) => !isIsomorphic(member, path)).length).toBeGreaterThan(5)
  })

  test('nothing that git ignores, and each file once', () => {
    expect(tree.paths.filter((path) => /(^|\/)(node_modules|dist)\//.test(path))).toEqual([])
    expect(new Set(tree.paths).size).toBe(tree.paths.length)
    expect(tree.paths.length).toBeGreaterThan(100)
  })

  test('only packages whose kind is known', () => {
    expect(all.filter(({ folder }) => house[folder] === undefined).map(({ folder }) => folder)).toEqual([])
  })
})
