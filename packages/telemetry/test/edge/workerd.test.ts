import { type Workerd, workerd } from '@aiu-tooling/support/workerd'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe('in workerd', () => {
  let worker: Workerd
  beforeAll(async () => {
    worker = await workerd(new URL('./worker.ts', import.meta.url), {
      mainFields: ['browser', 'module', 'main'],
    })
  }, 120_000)
  afterAll(async () => {
    await worker?.close()
  })
  const get = (path: string): Promise<unknown> => worker.ask(path)

  test('spans of calls and streams, where there is no process', async () => {
    expect(await get('/')).toEqual({
      texts: ['answer', 'answer'],
      spans: [
        ['chat edge-1', 'done'],
        ['chat edge-1', 'done'],
        ['chat edge-1', 'aborted'],
      ],
      process: 'undefined',
    })
  })

  test('without an SDK, answers alone', async () => {
    expect(await get('/bare')).toEqual({ texts: ['answer', 'answer'], spans: [], process: 'undefined' })
  })
})
