import { weight as weightFrom } from '@aiu-tooling/support/weight'
import { expect, test } from 'vitest'

const weight = (code: string): Promise<number> => weightFrom(code, { from: import.meta.dirname })

const APP = `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`

// The tracker comes with the store in memory, the estimate of tokens, sums and exports.
test.each([
  ['usage', 750],
  ['memoryUsage', 2_300],
  ['usage, createUsageTracker', 8_000],
])('%s adds no more than %i B to an app', async (names, ceiling) => {
  const [bare, more] = await Promise.all([
    weight(APP),
    weight(`${APP}; export { ${names} } from '../src/index.ts'`),
  ])

  expect(more - bare).toBeLessThanOrEqual(ceiling)
})
