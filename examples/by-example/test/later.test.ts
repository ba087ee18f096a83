import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const later = new URL('../src/later/', import.meta.url)
const packages = new URL('../../../packages/', import.meta.url)
const files = await readdir(later)

test.each(files)('%s says that it is for later, and it still is', async (file) => {
  const text = await readFile(new URL(file, later), 'utf8')
  expect(text).toMatch(/^\/\/ LATER: /)
  const modules = text.split(/^declare module /m).slice(1)
  expect(modules.length).toBeGreaterThan(0)
  for (const one of modules) {
    const [, name = ''] = /^'@aiu\/([a-z-]+)/.exec(one) ?? []
    if (!existsSync(new URL(`${name}/`, packages))) continue
    // The package has come; what is declared here must not have.
    const has = Object.keys(await import(`@aiu/${name}`))
    const declared = [...one.matchAll(/^ {2}export function (\w+)/gm)].map(([, what]) => what)
    expect(declared.length).toBeGreaterThan(0)
    expect(declared.filter((what) => has.includes(what ?? ''))).toEqual([])
  }
})
