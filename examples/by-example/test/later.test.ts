import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const later = new URL('../src/later/', import.meta.url)
const packages = new URL('../../../packages/', import.meta.url)
const files = await readdir(later)

test.each(files)('%s says that it is for later, and it still is', async (file) => {
  const text = await readFile(new URL(file, later), 'utf8')
  expect(text).toMatch(/^\/\/ LATER: /)
  const names = [...text.matchAll(/^declare module '@aiu\/([a-z-]+)/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) expect([name, existsSync(new URL(`${name}/`, packages))]).toEqual([name, false])
})
