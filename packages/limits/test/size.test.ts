import { weight as weightFrom } from '@aiu-tooling/support/weight'
import { expect, test } from 'vitest'

const weight = (code: string): Promise<number> => weightFrom(code, { from: import.meta.dirname })

const APP = `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`

const ALL = 'heal, retry, deadline, timeout, rateLimit, budget, fallback, route, hedge'

// What each adds to an app that has a client, and why it is no less: docs/decisions/0052. Those that reserve come with the store in memory, the queue, and the estimate of tokens;
// the four strategies of a route come in one, since which it is may be told at run time.
test.each([
  ['heal', 2_200],
  ['retry', 1_510],
  ['deadline', 670],
  ['timeout', 980],
  ['retry, deadline, timeout', 2_510],
  ['memoryLimits', 910],
  ['rateLimit', 5_150],
  ['budget', 4_890],
  ['rateLimit, budget', 7_100],
  ['fallback', 1_170],
  ['route', 2_250],
  ['hedge', 1_220],
  ['fallback, route, hedge', 2_690],
  [ALL, 13_250],
])('%s adds no more than %i B to an app', async (names, ceiling) => {
  const [bare, more] = await Promise.all([
    weight(APP),
    weight(`${APP}; export { ${names} } from '../src/index.ts'`),
  ])
  expect(more - bare).toBeLessThanOrEqual(ceiling)
})
