import { weight as weightFrom } from '@aiu-tooling/support/weight'
import { expect, test } from 'vitest'

const weight = (code: string): Promise<number> => weightFrom(code, { from: import.meta.dirname })

const APP = `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`

const ALL = 'heal, retry, deadline, timeout, rateLimit, budget, fallback, route, hedge'

// What each adds to an app that has a client, and why it is no less: docs/decisions/0052. `wrapStream` and the clock stand in each figure, and once in an app. Those that reserve come with the store in memory, the queue, and the estimate of tokens;
// the four strategies of a route come in one, since which it is may be told at run time.
test.each([
  ['heal', 3_160],
  ['retry', 2_310],
  ['deadline', 1_170],
  ['timeout', 1_460],
  ['retry, deadline, timeout', 3_120],
  ['memoryLimits', 1_060],
  ['rateLimit', 6_360],
  ['budget', 5_690],
  ['rateLimit, budget', 8_350],
  ['fallback', 2_040],
  ['route', 3_180],
  ['hedge', 2_020],
  ['fallback, route, hedge', 3_550],
  [ALL, 14_180],
])('%s adds no more than %i B to an app', async (names, ceiling) => {
  const [bare, more] = await Promise.all([
    weight(APP),
    weight(`${APP}; export { ${names} } from '../src/index.ts'`),
  ])
  expect(more - bare).toBeLessThanOrEqual(ceiling)
})
