import { LONG } from '@aiu-tooling/support/long'
import { expect, test } from 'vitest'
import { mostPerChunk, providerTable } from '../src/provider-table.ts'
import { runWorker, startServer } from '../src/run-worker.ts'

// Counts do not depend on the machine, so they can be held; ratios of time are told by `npm run bench -- providers`.
test.each(providerTable)(
  '$name allocates no more, and makes no more promises, than its ceilings',
  {
    timeout: 120_000,
  },
  async ({ ours, most }) => {
    const figures = await runWorker({ task: 'counts', subject: ours, source: true })
    const over = Object.entries({ ...most, ...mostPerChunk }).filter(
      ([figure, ceiling]) => !((figures[figure] ?? Number.NaN) <= ceiling),
    )
    expect(over.map(([figure, ceiling]) => `${figure}: ${figures[figure]}, of at most ${ceiling}`)).toEqual(
      [],
    )
  },
)

test('each chunk of ours allocates less than half of what the bare SDKs of OpenAI and Groq do', {
  timeout: 120_000,
}, async ({ skip }) => {
  skip(
    !LONG,
    'the SDKs change with their versions alone, so npm run test:long measures them; ours have ceilings above',
  )
  for (const sdk of ['sdk-openai-responses', 'sdk-openai-chat', 'sdk-groq']) {
    const { bytesPerChunk } = await runWorker({ task: 'counts', subject: sdk, source: true })
    expect(bytesPerChunk, sdk).toBeGreaterThan(2 * mostPerChunk.bytesPerChunk)
  }
})

test('a provider alone holds no text of a long answer', { timeout: 120_000 }, async () => {
  const server = await startServer()
  try {
    // All read with one reader: npm run test:long measures each.
    for (const { ours } of LONG ? providerTable : providerTable.slice(0, 1)) {
      const { held } = await runWorker({
        task: 'held',
        subject: `${ours}:provided`,
        baseURL: server.baseURL,
        source: true,
      })
      // Of the 50 MiB that came.
      expect(held, ours).toBeLessThan(12)
    }
  } finally {
    server.close()
  }
})
