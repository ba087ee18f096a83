import { type Workerd, workerd } from '@aiu-tooling/support/workerd'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe('a tracker at module scope, in workerd', () => {
  let worker: Workerd
  beforeAll(async () => {
    worker = await workerd(new URL('./worker.ts', import.meta.url))
  }, 60_000)
  afterAll(async () => {
    await worker?.close()
  })
  const get = (path: string): Promise<unknown> => worker.ask(path)

  test('C37 r09 the worker starts, since nothing is drawn at random before a request', async () => {
    expect(await get('/')).toEqual({ before: 0, after: 0 })
  })

  test('C36 r08 the row of a request that ended is written by the timer of the next one', async () => {
    expect(await get('/ask')).toEqual({ before: 0, after: 0 })
    expect(await get('/?stay=150')).toEqual({ before: 0, after: 0 })
    expect(await get('/ask?stay=500')).toEqual({ before: 0, after: 2 })
  })

  test('C36 r08 each request that adds a row has a timer of its own, though another one has begun', async () => {
    const all = await Promise.all([get('/ask'), get('/ask?stay=500')])
    expect(all[1]).toMatchObject({ after: 4 })
  })

  test('C36 r08 the row of a request that ended is written by the next flush', async () => {
    await get('/ask')
    expect(await get('/flush')).toEqual({ before: 5, after: 5 })
  })

  test('C36 r08 an append whose request ended is begun anew, once its time is over', async () => {
    await get('/ask?to=far&stay=50')
    expect(await get('/flush?to=far')).toEqual({ before: 6, after: 6 })
  }, 20_000)
})
