import { CAPABILITY_LIST, providerContract } from '@aiu/testing'
import { expect, test } from 'vitest'
import { IN_PROCESS_BREAKAGES, type InProcessBreakage, parrot } from './broken/in-process.ts'
import { runSuite } from './run-suite.ts'

const MADE = 'how the answer is to be made'
const EMBED = 'embed: one vector for each text, in their order'

/** Where each breakage is seen, and what is said of it in the first of these places. */
const SEEN: Readonly<Record<InProcessBreakage, readonly [places: readonly string[], words?: string]>> = {
  nothing: [[]],
  'knows no seed': [[MADE], 'With one seed it answered'],
  'is always cold': [[MADE], 'With temperature 1.5 and many seeds it always answered'],
  'is never cold': [[MADE], 'With temperature 0 it answered'],
  'looks at no topP': [[MADE], 'With topP 0.000001 it answered'],
  'goes on past a stop': [[MADE], 'Stopped at "'],
  'guesses what a schema wants': [['an answer that fits a schema'], 'not with the code unsupported.'],
  'calls a tool that it must not': [
    ['tools, reasoning, and how they are chosen'],
    'With toolChoice "none" it called',
  ],
  'makes vectors of any length': [[EMBED], 'It did not fail'],
  'mixes up vectors': [[EMBED], 'Vector 0 is not the one of its text.'],
  'hides why it ended': [['an answer that is cut short says so'], 'With maxTokens 4 it ended as stop.'],
  'ends late when it is left': [['F40'], ''],
}

const placeOf = (name: string): string => /^F\d\d/.exec(name)?.[0] ?? name

const run = (breakage: InProcessBreakage, again?: (name: string) => boolean) =>
  runSuite(
    (framework) =>
      providerContract('broken', () => parrot(breakage), {
        wire: 'none',
        long: { maxTokens: 300 },
        framework,
      }),
    again && { again },
  )

test.each(IN_PROCESS_BREAKAGES)(
  '%s: it fails in its places alone',
  { timeout: 120_000 },
  async (breakage) => {
    const [places, words = ''] = SEEN[breakage]
    const { failed } = await run(breakage, (name) => !places.includes(placeOf(name)))
    expect(Object.keys(failed).map(placeOf)).toEqual(places)
    const [first = ''] = Object.values(failed)
    expect(first).toContain(words)
    for (const message of Object.values(failed))
      expect(message).toMatch(/\nThe contract wants .{10,}, because .{10,}\.$/)
  },
)

test('every capability has a verdict, and what cannot be seen says so', async () => {
  const { capabilities } = await run('nothing')
  expect(Object.keys(capabilities).sort()).toEqual(Object.keys(CAPABILITY_LIST).sort())
  expect(capabilities).toMatchObject({
    seed: 'yes',
    'image bytes': 'refused',
    'tool choice: none': 'yes',
    'tool choice: required': 'refused',
    health: 'no method',
    extra: 'untried',
    'models: context length': 'yes',
    'models: capabilities': 'no',
  })
})
