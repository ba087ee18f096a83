import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CATALOGUE } from '@aiu/core'
import { SETTINGS } from '@aiu/core/settings'
import { root } from '@aiu-tooling/check/command'
import { expect, test } from 'vitest'
import { pages } from '../src/pages.ts'

const made = await pages()

test.each([...made.keys()])('%s is what its sources say (npm run docs)', (path) => {
  expect(existsSync(join(root, path))).toBe(true)
  expect(readFileSync(join(root, path), 'utf8')).toBe(made.get(path))
})

test('errors.md has a section for each code, with a real error in it', () => {
  const text = made.get('docs/errors.md') ?? ''
  for (const code of Object.keys(CATALOGUE)) expect(text).toContain(`\n## ${code}\n`)
  expect(text.match(/^ {2}code +/gm)).toHaveLength(Object.keys(CATALOGUE).length - 1)
})

test('settings.md has every variable, and tells those that something obeys from the rest', () => {
  const text = made.get('docs/settings.md') ?? ''
  for (const { env } of Object.values(SETTINGS)) for (const name of env) expect(text).toContain(`\`${name}\``)
  const row = (name: string): string =>
    text.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? ''
  expect(row('AI_TEMPERATURE')).toContain('| yes |')
  expect(row('AI_CACHE_BACKEND')).toContain('| yes |')
  expect(row('AI_MODEL_RPM')).toContain('| not yet |')
})

test('exports.md finds names however often they are passed on', () => {
  const text = made.get('docs/exports.md') ?? ''
  expect(text).toContain('| `ask` | function | One question, one answer. |')
  expect(text).toContain('| `AiuError` | class |')
  expect(text).toContain('| `AiSettings` | type, value |')
})
