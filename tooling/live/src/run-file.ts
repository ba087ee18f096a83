import { join } from 'node:path'
import { root } from '@aiu-tooling/check/command'
import type { ProvidedContext } from 'vitest'
import { startVitest } from 'vitest/node'

/** Tests of one file of `test/live`, by how they ended. */
export interface FileCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const conditions = ['@aiu/source']

/** Runs one file of the live suite, with what it is to know of its server, and shows each test. */
export async function runFile(file: string, provide: Partial<ProvidedContext>): Promise<FileCounts> {
  const vitest = await startVitest(
    'test',
    [],
    {
      config: false,
      root,
      watch: false,
      name: 'live',
      include: [`tooling/live/test/live/${file}.live.ts`],
      reporters: ['verbose'],
      testTimeout: 300_000,
      hookTimeout: 120_000,
      provide,
      // One question at a time is enough for a small machine.
      fileParallelism: false,
    },
    {
      cacheDir: join(root, 'node_modules/.cache/aiu/live'),
      resolve: { conditions },
      ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
    },
  )
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const module of vitest.state.getTestModules()) {
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      counts[state === 'pending' ? 'failed' : state]++
    }
    // A file that cannot be loaded has no test that failed.
    if (module.errors().length > 0) counts.failed++
  }
  await vitest.close()
  return counts
}
