import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CAPABILITY_LIST, FAULT_LIST } from '@aiu/testing'
import { root } from '@aiu-tooling/check/command'
import { describe, expect, test } from 'vitest'
import { outcomesOf, type Report } from '../src/contract/measure.ts'
import { outcomes } from '../src/contract/outcomes.ts'
import { suites } from '../src/contract/suites.ts'

const PROVIDERS = ['openai-compatible', 'openai', 'groq', 'ollama', 'local']
/** Met by layers. */
const LEFT_OUT = ['F41', 'F42', 'F43', 'F44']
/** What else a vendor's wire cannot play. */
const NO_WORD: Readonly<Record<string, readonly string[]>> = { 'packages/ollama': ['F12'] }

test('every provider package runs the suite, and its results are here', () => {
  const folders = suites().map(({ folder }) => folder)
  const there = PROVIDERS.map((name) => `packages/${name}`).filter((path) => existsSync(join(root, path)))
  expect(folders).toEqual(expect.arrayContaining(there))
  const told = Object.values(outcomes()).map(({ folder }) => folder)
  expect([...new Set(told)].sort()).toEqual([...folders].sort())
})

describe.each(Object.entries(outcomes()))('%s', (_, { folder, faults, capabilities }) => {
  test('every fault of the list was played, or a reason stands in its place', () => {
    expect(Object.keys(faults)).toEqual(Object.keys(FAULT_LIST))
    for (const [id, outcome] of Object.entries(faults))
      if (outcome !== 'kept')
        expect('cannot' in outcome ? outcome.cannot : '', `${id} ${JSON.stringify(outcome)}`).toMatch(
          /\w+ \w+/,
        )
  })

  test('every capability has a verdict', () => {
    expect(Object.keys(capabilities)).toEqual(Object.keys(CAPABILITY_LIST))
  })

  if (!folder.startsWith('packages/') || folder.endsWith('/local')) return
  test('a provider for a vendor leaves out what layers meet, and what its wire has no word for, alone', () => {
    const left = Object.keys(faults).filter((id) => faults[id] !== 'kept')
    expect(left).toEqual([...(NO_WORD[folder] ?? []), ...LEFT_OUT])
  })
})

describe('what a report says is what is kept', () => {
  const all = [
    { file: 'packages/groq/test/contract.test.ts', folder: 'packages/groq' },
    { file: 'packages/local/test/contract.test.ts', folder: 'packages/local' },
  ]
  type Result = Report['testResults'][number]['assertionResults'][number]
  const result = (name: string, title: string, more: Partial<Result> = {}): Result => ({
    title,
    status: 'passed',
    failureMessages: [],
    meta: { providerContract: name, without: { F12: 'no word for it' }, capabilities: {} },
    ...more,
  })
  const failed = { status: 'failed', failureMessages: ['ContractError: It hung.\n  at x'] }
  const proved = (capabilities: object) => ({
    meta: { providerContract: 'groq', without: { F12: 'no word for it' }, capabilities },
  })
  const report = (...groq: readonly Result[]): Report => ({
    testResults: [
      { name: '/x/packages/local/test/contract.test.ts', assertionResults: [result('local', 'F01 port')] },
      { name: '/x/packages/groq/test/contract.test.ts', message: 'no such file', assertionResults: groq },
    ],
  })

  test('by provider, faults and capabilities in the order of their lists', () => {
    const found = outcomesOf(
      report(
        result('groq', 'F30 RST', failed),
        result('groq', 'F28 clean EOF'),
        result('groq', 'an image', proved({ 'image bytes': 'yes' })),
        result('groq', 'a refusal', proved({ refusal: 'not told' })),
        result('groq', 'a sound', { ...failed, ...proved({ audio: 'yes' }) }),
        result('', 'another test', { meta: {} }),
      ),
      all,
    )
    expect(found).toEqual({
      groq: {
        folder: 'packages/groq',
        faults: {
          F12: { cannot: 'no word for it' },
          F28: 'kept',
          F30: { broke: 'ContractError: It hung.' },
        },
        capabilities: { refusal: 'not told', 'image bytes': 'yes' },
      },
      local: {
        folder: 'packages/local',
        faults: { F01: 'kept', F12: { cannot: 'no word for it' } },
        capabilities: {},
      },
    })
    expect(Object.keys(found)).toEqual(['groq', 'local'])
    expect(Object.keys(found.groq?.capabilities ?? {})).toEqual(['refusal', 'image bytes'])
  })

  test('a suite that told nothing is said', () => {
    expect(() => outcomesOf(report(), all)).toThrow(
      'no provider is told of by packages/groq/test/contract.test.ts: no such file',
    )
  })
})
