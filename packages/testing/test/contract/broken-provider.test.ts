import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { CAPABILITY_LIST, type Capability, providerContract } from '@aiu/testing'
import { expect, test } from 'vitest'
import { BREAKAGES, type Breakage } from './broken/breakages.ts'
import { modest, modestWire } from './broken/modest.ts'
import { telegraph } from './broken/telegraph.ts'
import { telegraphWire } from './broken/telegraph-wire.ts'
import { runSuite } from './run-suite.ts'

// `npm run test:long` tries all pairs.
const LONG = process.env.AIU_LONG === '1'

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
  'loses tool arguments': [
    ['F37', 'a conversation goes on with any answer', 'tool calls, there and back'],
    'the calls are [["weather",{}]].',
  ],
  'finishes twice': [
    [
      'a refusal is told as one',
      'events come in their order, and finish once',
      'tool calls, there and back',
      'what the model thought is told apart from the text',
    ],
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
  'mixes calls': [
    ['a conversation goes on with any answer', 'answers of many calls at once are not mixed'],
    '"and-then-kx7" did not reach the server.',
  ],
  'puts thoughts into the text': [
    ['what the model thought is told apart from the text'],
    'Whole, its parts of the type reasoning say "", not "Thinking-kx7 it over.".',
  ],
  'tells thoughts behind the text': [
    ['what the model thought is told apart from the text'],
    'and the server told its reasoning first.',
  ],
  'tells a refusal as text': [['a refusal is told as one'], 'its parts of the type refusal say ""'],
  'refuses its own answers': [['a conversation goes on with any answer'], 'telegraph takes no reasoning.'],
  'leaves temperature out': [
    ['how the answer is to be made'],
    'temperature did not reach the server, and no warning names temperature.',
  ],
  'refuses once it has asked': [
    ['how the answer is to be made'],
    'It was refused after a request had been sent.',
  ],
  'refuses in a stream alone': [
    ['how the answer is to be made'],
    'seed: yes for a whole answer, refused for a stream.',
  ],
  'leaves reasoning effort out': [
    ['how long the model may think'],
    'reasoning "low" did not reach the server, and no warning names reasoning.',
  ],
  'leaves extra out': [
    ["the last word on a body is the call's own", "the vendor's own parameters win"],
    'extra is not in the body that adapt got',
  ],
  'lets extra lose': [
    ["the vendor's own parameters win"],
    'extra says the model won-kx7, and "asked-kx7" was sent.',
  ],
  'adapts too early': [
    ["the last word on a body is the call's own"],
    'extra is not in the body that adapt got',
  ],
  'leaves the schema out': [['an answer that fits a schema'], 'The schema did not reach the server.'],
  'leaves JSON mode out': [['an answer that is any JSON object'], 'The mode did not reach the server.'],
  'leaves the tool choice out': [
    ['whether a tool is called is as the caller wants it'],
    'toolChoice "none" did not reach the server.',
  ],
  'tells whole calls before their pieces': [
    ['tool calls, there and back'],
    'a whole call before the last piece.',
  ],
  'swaps calls': [['tool calls, there and back'], 'Whole, the calls are [{"type":"tool-call","id":"call_b"'],
  'adds a nonce': [
    [
      'an answer that is any JSON object',
      'how long the model may think',
      'whether a tool is called is as the caller wants it',
    ],
    'The same question, asked twice, had two bodies',
  ],
  'leaves images out': [['an image'], 'Its bytes did not reach the server.'],
  'leaves addresses of images out': [['an image by its address'], 'Its address'],
  'leaves sounds out': [['a sound'], 'Its bytes did not reach the server.'],
  'leaves files out': [['a file'], 'Its bytes did not reach the server.'],
  'leaves ids of files out': [['a file that the vendor has'], 'Its id did not reach the server.'],
  'swaps batches of vectors': [
    ['embed: one vector for each text, in their order'],
    '2500 texts have 2500 vectors, and number 0 is [61,',
  ],
  'leaves dimensions out': [['embed: how long a vector is'], 'dimensions did not reach the server.'],
  'tells the usage of one batch': [['embed: what it used'], '3 requests of 3 tokens each are told as 3.'],
  'makes up a context length': [
    ['listModels: what the server offers'],
    'example-1 has the contextLength 4096, not 8192.',
  ],
  'loses the capabilities of models': [
    ['listModels: what the server offers'],
    'example-1 has the capabilities undefined, not ["tools","vision"].',
  ],
  'hides what a 404 says': [
    ['F13', 'a model that does not exist'],
    "404: chat: the server's words are not in",
  ],
  'names near models in a stream alone': [
    ['a model that does not exist'],
    'A near name is in the hint of a stream alone.',
  ],
  'is healthy without a server': [['health: whether it would answer'], 'The server was not asked.'],
  'takes any status for healthy': [['health: whether it would answer'], 'It did not fail'],
}

/** Those that faults could bring to light; the rest are tried with everything but faults. */
const FAULTS_TOO = BREAKAGES.slice(0, BREAKAGES.indexOf('mixes calls'))

/** Whether all places are tried. Else a breakage meets its own places, and another quarter of those that must not see it. */
const isWhole = (breakage: Breakage): boolean => LONG || breakage === 'nothing'
const inSample = (breakage: Breakage, name: string): boolean =>
  (name.length + BREAKAGES.indexOf(breakage)) % 4 === 0

/** A fault by its number alone. */
const placeOf = (name: string): string => /^F\d\d/.exec(name)?.[0] ?? name

test.each(BREAKAGES)('%s: it fails in its places alone', { timeout: 120_000 }, async (breakage) => {
  const [places, words = ''] = SEEN[breakage]
  const awaited = (name: string): boolean => places.includes(placeOf(name))
  const faultsToo = FAULTS_TOO.includes(breakage)
  const { passed, failed } = await runSuite(
    (framework) =>
      providerContract('broken', (server) => telegraph(server, breakage), { wire: telegraphWire, framework }),
    {
      only: (name) =>
        awaited(name) ||
        ((faultsToo || placeOf(name) === name) && (isWhole(breakage) || inSample(breakage, name))),
      again: (name) => !awaited(name),
    },
  )
  expect(Object.keys(failed).map(placeOf).sort()).toEqual(places)
  expect(passed.length + places.length).toBeGreaterThan((faultsToo ? 70 : 30) / (isWhole(breakage) ? 1 : 8))
  const [first = ''] = Object.entries(failed)
    .filter(([name]) => placeOf(name) === places[0])
    .map(([, message]) => message)
  expect(first).toContain(words)
  // Whoever reads it learns what is wanted, and why.
  for (const message of Object.values(failed))
    expect(message).toMatch(/\nThe contract wants .{10,}, because .{10,}\.$/)
})

test('a provider that can do everything is told to', async () => {
  const { capabilities } = await runSuite(
    (framework) =>
      providerContract('whole', (server) => telegraph(server, 'nothing'), { wire: telegraphWire, framework }),
    // That it meets every fault is shown above.
    { only: (name) => placeOf(name) === name },
  )
  const all = Object.keys(CAPABILITY_LIST)
  expect(Object.keys(capabilities).sort()).toEqual(all.sort())
  expect(Object.entries(capabilities).filter(([, verdict]) => verdict !== 'yes')).toEqual([])
})

test('what is refused, left out with a warning, or missing is told so', async () => {
  const { failed, capabilities } = await runSuite(
    (framework) => providerContract('modest', modest, { wire: modestWire, framework }),
    { only: (name) => placeOf(name) === name },
  )
  expect(failed).toEqual({})
  const { yes = [], ...rest } = Object.groupBy(Object.keys(CAPABILITY_LIST), (name) =>
    String(capabilities[name as Capability]),
  )
  expect(rest).toEqual({
    refused: ['temperature'],
    warned: ['seed'],
    'not told': ['reasoning', 'models: context length', 'models: capabilities'],
    'no method': ['embed', 'embed: dimensions', 'embed: usage', 'health'],
  })
  expect(yes).toContain('topP')
})

test('a module that looks for its key when it is imported is found out', async () => {
  const { failed } = await runSuite(
    (framework) =>
      providerContract('broken', (server) => telegraph(server, 'nothing'), {
        wire: telegraphWire,
        framework,
        entry: new URL('./broken/reads-at-import.ts', import.meta.url),
      }),
    { only: (name) => placeOf(name) === name },
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
