import { describe, expect, test } from 'vitest'
import { manifests } from '../../src/manifest.ts'
import { address } from '../../src/presets/address.ts'
import * as presets from '../../src/presets/index.ts'
import type { Preset } from '../../src/presets/preset.ts'

const rows: Preset[] = Object.values(presets).filter((value): value is Preset => typeof value === 'object')

test('every preset is a manifest, and the other way round', () => {
  expect(manifests.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort())
  expect(manifests).toHaveLength(19)
})

test('ids and variables belong to one preset each', () => {
  const ids = rows.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const names = rows.flatMap(({ env }) => [
    ...(env.apiKey ?? []),
    ...(env.baseURL ?? []),
    ...(env.model ?? []),
  ])
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^(?!AI_)[A-Z][A-Z0-9_]*$/)
})

describe.each(rows.map((row) => [row.id, row] as const))('%s', (id, row) => {
  test('has an id as AI_PROVIDER says it, help, and its limits in words', () => {
    expect(id).toMatch(/^[a-z][a-z-]*$/)
    expect(row.package).toBe('@aiu/openai-compatible')
    expect(row.help.length).toBeGreaterThan(20)
    expect(row.limits.length).toBeGreaterThan(0)
    for (const text of [row.help, ...row.limits]) expect(text).toMatch(/\S$/)
  })

  test('has an address that is its own full form', () => {
    if (id === 'openai-compatible') return expect(row.defaults.baseURL).toBeUndefined()
    const url = new URL(row.defaults.baseURL ?? '')
    expect(url.pathname).toBe(row.apiPath)
    expect(address(row, undefined)).toBe(row.defaults.baseURL)
    expect(address(row, url.origin)).toBe(row.defaults.baseURL)
    if (row.kind === 'hosted') expect(url.protocol).toBe('https:')
    else expect(url.hostname).toBe('127.0.0.1')
  })
})

const hosted = rows.filter(({ kind }) => kind === 'hosted')
test.each(hosted.map((row) => [row.id, row] as const))(
  '%s says where a key is made, and its variable',
  (_id, row) => {
    expect(new URL(row.keyURL ?? '').protocol).toBe('https:')
    expect(row.help).toContain(row.keyURL)
    expect(row.help).toContain(row.env.apiKey?.[0])
    // without a default model, the help asks for one
    if (!row.defaults.model) expect(row.help).toContain('model')
  },
)
