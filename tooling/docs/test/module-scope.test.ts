import { workerd } from '@aiu-tooling/support/workerd'
import { expect, onTestFinished, test } from 'vitest'

test('C37 r09 every factory of the packages that run everywhere may be called at the module scope of a worker', async () => {
  const worker = await workerd(new URL('./edge/worker.ts', import.meta.url), {
    mainFields: ['browser', 'module', 'main'],
  })
  onTestFinished(() => worker.close())
  const { made, all } = (await worker.ask('/')) as { made: number; all: number }
  expect(made).toBe(all)
  expect(all).toBeGreaterThan(25)
}, 60_000)
