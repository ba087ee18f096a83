import { readFileSync } from 'node:fs'
import { weight as weightFrom } from '@aiu-tooling/support/weight'
import { expect, test } from 'vitest'

const weight = (code: string): Promise<number> => weightFrom(code, { from: import.meta.dirname })

const APP = `export { createClient } from '@aiu/core'; export { openaiCompatible } from '../../openai-compatible/src/index.ts'`
const CACHE = `export { cache } from '@aiu/cache'`
const STORE = `export { memoryStore } from '@aiu/cache-memory'`
const WHY = `export { explainMiss } from '@aiu/cache'`

const added = async (code: string): Promise<number> => {
  const [bare, more] = await Promise.all([weight(APP), weight(`${APP}; ${code}`)])
  return more - bare
}

// What each adds to an app that has a client. The aim of 3,000 for cache and store is not met: docs/decisions/0051.
test.each([
  ['cache', CACHE, 7_420],
  ['memoryStore', STORE, 800],
  ['cache and memoryStore', `${CACHE}; ${STORE}`, 8_090],
  ['explainMiss beside them', `${CACHE}; ${STORE}; ${WHY}`, 8_390],
])('%s: no more than its ceiling', async (_, code, ceiling) => {
  const bytes = await added(code)
  expect(bytes).toBeLessThanOrEqual(ceiling)
  // A ceiling that is far off holds nothing.
  expect(bytes).toBeGreaterThan(ceiling - 250)
})

test.each([
  ['cache', CACHE],
  ['cache-memory', STORE],
])('the README of %s tells what it costs', async (name, code) => {
  const text = readFileSync(new URL(`../../${name}/README.md`, import.meta.url), 'utf8')
  const [, told] = /costs (\d\.\d) kB/.exec(text) ?? []
  expect(Math.abs(Number(told) * 1000 - (await added(code)))).toBeLessThan(150)
})
