import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { root } from '@aiu-tooling/check/command'
import { expect, test } from 'vitest'
import { type Document, documents } from '../src/code/documents.ts'

/** A heading as GitHub makes an anchor of it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '')
const anchorsOf = ({ text }: Document): string[] =>
  [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchor(heading))

const all = documents()

test('every link between documents leads somewhere', () => {
  const broken: string[] = []
  for (const { path, text } of all)
    for (const [, target = ''] of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      const [file = '', fragment] = target.split('#')
      const to = file ? posix.normalize(posix.join(dirname(path), file)) : path
      const document = all.find((one) => one.path === to)
      if (!document && !existsSync(join(root, to))) broken.push(`${path}: ${target}`)
      else if (fragment && !anchorsOf(document ?? { path: to, text: '' }).includes(fragment))
        broken.push(`${path}: ${target}: no such heading`)
    }
  expect(broken).toEqual([])
})

test('every decision is in the index, by its number', () => {
  const decisions = all.filter(({ path }) => /^docs\/decisions\/\d{4}-/.test(path))
  const index = all.find(({ path }) => path === 'docs/decisions/README.md')?.text ?? ''
  expect(decisions.length).toBeGreaterThan(20)
  decisions.forEach(({ path, text }, at) => {
    const name = posix.basename(path)
    const number = String(at + 1).padStart(4, '0')
    expect(name).toMatch(new RegExp(`^${number}-[a-z0-9-]+\\.md$`))
    const [, title = ''] = /^# (.+)$/m.exec(text) ?? []
    expect(index).toContain(`[${title.replace(/^\d{4}: /, '')}](${name})`)
    for (const heading of ['Context', 'Decision', 'Consequences'])
      expect(text, name).toContain(`\n## ${heading}\n`)
  })
})
