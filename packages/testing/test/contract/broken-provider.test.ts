import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { providerContract } from '@aiu/testing'
import { expect, test } from 'vitest'
import { BREAKAGES, type Breakage, telegraph } from './broken/telegraph.ts'
import { telegraphWire } from './broken/telegraph-wire.ts'
import { runSuite } from './run-suite.ts'

/** Where each breakage is seen, and what is said of it in the first of these places. */
const SEEN: Readonly<Record<Breakage, readonly [places: readonly string[], words?: string]>> = {
  nothing: [[]],
  'ignores the signal': [['F03', 'F27', 'F31', 'F32', 'F40'], 'It had not ended 2 s later.'],
  'takes a cut stream for a whole one': [
    ['F19', 'F28', 'F37'],
    'no-content: It did not fail, but ended as success with the text "".',
  ],
  'swallows an error in a 200': [['F17', 'F36', 'F65'], 'line: It did not fail, but ended as success'],
  'leaks the key': [['F65'], 'The error holds the key'],
  'loses tool arguments': [['F37', 'tool calls, there and back'], 'the calls are [["weather",{}]].'],
  'finishes twice': [
    ['events come in their order, and finish once', 'tool calls, there and back'],
    'There are 2 finish events.',
  ],
  'asks before it is read': [
    ['nothing is sent before the first read'],
    '1 requests were sent before anything was read.',
  ],
  'asks again by itself': [
    [
      'F02',
      'F06',
      'F07',
      'F08',
      'F09',
      'F10',
      'F11',
      'F12',
      'F13',
      'F14',
      'F15',
      'F16',
      'F21',
      'F45',
      'F65',
      'F66',
    ],
    'The server got 2 requests, not 1.',
  ],
  'tells 0 for unknown usage': [
    ['F34', 'usage that nobody told is undefined'],
    'the usage is {"inputTokens":0,"outputTokens":0,"source":"provider"}.',
  ],
  'leaves images out': [['an image'], 'Its bytes did not reach the server.'],
  'mixes calls': [['answers of many calls at once are not mixed'], 'Call 1 got "answer 0".'],
}

/** A fault by its number alone. */
const placeOf = (name: string): string => /^F\d\d/.exec(name)?.[0] ?? name

test.each(BREAKAGES)('%s: it fails in its places alone', { timeout: 60_000 }, async (breakage) => {
  const { passed, failed } = await runSuite((framework) =>
    providerContract('broken', (server) => telegraph(server, breakage), { wire: telegraphWire, framework }),
  )
  const [places, words = ''] = SEEN[breakage]
  expect(Object.keys(failed).map(placeOf).sort()).toEqual(places)
  expect(passed.length + places.length).toBeGreaterThan(50)
  const [first = ''] = Object.entries(failed)
    .filter(([name]) => placeOf(name) === places[0])
    .map(([, message]) => message)
  expect(first).toContain(words)
  // Whoever reads it learns what is wanted, and why.
  for (const message of Object.values(failed))
    expect(message).toMatch(/\nThe contract wants .{10,}, because .{10,}\.$/)
})

test('a module that looks for its key when it is imported is found out', async () => {
  const { failed } = await runSuite((framework) =>
    providerContract('broken', (server) => telegraph(server, 'nothing'), {
      wire: telegraphWire,
      framework,
      entry: new URL('./broken/reads-at-import.ts', import.meta.url),
    }),
  )
  expect(Object.keys(failed)).toEqual(['importing it reads nothing'])
  expect(failed['importing it reads nothing']).toContain('Its import reads TELEGRAPH_KEY.')
})

test('it loads where there is no vitest, and outside of a test file it says what it needs', async () => {
  const script = `
    import { fakeProvider, providerContract } from '@aiu/testing'
    try {
      providerContract('none', () => fakeProvider('hello'))
    } catch (error) {
      process.stdout.write(error.message)
    }`
  const flags = ['--conditions=@aiu/source', '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: import.meta.dirname })
  expect(stdout).toContain('hand the framework in: { framework: { describe, test } }')
})
