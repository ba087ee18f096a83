import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CATALOGUE } from '@aiu/core'
import { SETTINGS, type Setting } from '@aiu/core/settings'
import { root } from '@aiu-tooling/check/command'
import { expect, test } from 'vitest'
import { packages } from '../src/code/packages.ts'
import { exportsOf } from '../src/code/source.ts'
import { CAPABILITIES } from '../src/overview/capabilities.ts'
import { CODES } from '../src/overview/codes.ts'
import { SECTIONS } from '../src/overview/index.ts'
import { OVERVIEW_SETTINGS } from '../src/overview/settings.ts'

const rows = [...SECTIONS.flatMap((section) => section.rows), ...CAPABILITIES]
const entries = packages().flatMap((one) => one.entries)

/** What an app gets. Written out, since an import() of a variable is resolved from nowhere. */
const loaded: Readonly<Record<string, () => Promise<object>>> = {
  '@aiu/cache': () => import('@aiu/cache'),
  '@aiu/cache-memory': () => import('@aiu/cache-memory'),
  '@aiu/cache-redis': () => import('@aiu/cache-redis'),
  '@aiu/cache-sqlite': () => import('@aiu/cache-sqlite'),
  '@aiu/core': () => import('@aiu/core'),
  '@aiu/core/settings': () => import('@aiu/core/settings'),
  '@aiu/core/node': () => import('@aiu/core/node'),
  '@aiu/env': () => import('@aiu/env'),
  '@aiu/groq': () => import('@aiu/groq'),
  '@aiu/limits': () => import('@aiu/limits'),
  '@aiu/limits-redis': () => import('@aiu/limits-redis'),
  '@aiu/ollama': () => import('@aiu/ollama'),
  '@aiu/openai': () => import('@aiu/openai'),
  '@aiu/openai-compatible': () => import('@aiu/openai-compatible'),
  '@aiu/openai-compatible/presets': () => import('@aiu/openai-compatible/presets'),
  '@aiu/openai-compatible/wire': () => import('@aiu/openai-compatible/wire'),
  '@aiu/prices': () => import('@aiu/prices'),
  '@aiu/telemetry': () => import('@aiu/telemetry'),
  '@aiu/testing': () => import('@aiu/testing'),
  '@aiu/testing/node': () => import('@aiu/testing/node'),
  '@aiu/usage': () => import('@aiu/usage'),
  '@aiu/usage-redis': () => import('@aiu/usage-redis'),
  '@aiu/usage-sqlite': () => import('@aiu/usage-sqlite'),
}

test.each(rows.flatMap((row) => ('from' in row ? [row] : [])))(
  '$theirs: $names of $from',
  async ({ from, names }) => {
    const source = entries.find(({ specifier }) => specifier === from)?.source
    const told = exportsOf(source ?? '')
    const module = await loaded[from]?.()
    for (const name of names) {
      const one = told.find((exported) => exported.name === name)
      expect(one, name).toBeDefined()
      // A type is nothing at run time; that it can be imported is the compiler's to say (blocks.test.ts).
      const isValue = one?.kinds.some((kind) => kind !== 'type') ?? false
      expect(Object.hasOwn(module ?? {}, name), name).toBe(isValue)
    }
  },
)

test('what is to come is not there yet', () => {
  const later = rows.flatMap((row) => ('later' in row && row.later ? [row.later] : []))
  expect(later.length).toBeGreaterThan(0)
  for (const name of new Set(later))
    expect(
      existsSync(join(root, 'packages', name.replace('@aiu/', ''))),
      `${name} has come: say what to import`,
    ).toBe(false)
})

test('every variable carried over is read by our settings, under the name that is told', () => {
  const carried = OVERVIEW_SETTINGS.flatMap(([env, , ours]) => (ours ? [[env, ours] as const] : []))
  for (const [env, ours] of carried) expect((SETTINGS[ours] as Setting).env).toContain(env)
  expect(carried.length).toBeGreaterThan(40)
})

test('every code of ours is a way out for some code of theirs, or came new', () => {
  const used = new Set(CODES.map(([, , ours]) => ours))
  const fresh = Object.keys(CATALOGUE).filter((code) => !used.has(code as keyof typeof CATALOGUE))
  expect(fresh).toEqual(['interrupted', 'aborted', 'redirect'])
})

test('all 66 capabilities are accounted for', () => {
  expect(CAPABILITIES).toHaveLength(66)
})
