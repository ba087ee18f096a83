import { type Workerd, workerd } from '@aiu-tooling/support/workerd'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe('rateLimit at module scope, in workerd', () => {
  let worker: Workerd
  beforeAll(async () => {
    worker = await workerd(new URL('./worker.ts', import.meta.url))
  }, 60_000)
  afterAll(async () => {
    await worker?.close()
  })

  describe.each(['requests', 'concurrency'])('by %s', (by) => {
    test.each(['ask', 'stream'])(
      'C36 r08 three requests at once, each woken by a timer of its own: %s',
      async (verb) => {
        const get = (): Promise<unknown> => worker.ask(`/${verb}?by=${by}&ms=100`)
        expect(await Promise.all([get(), get(), get()])).toEqual(['ok', 'ok', 'ok'])
        expect(await get()).toBe('ok')
      },
      20_000,
    )

    test('C36 r08 a client that leaves while it waits holds up nobody behind it', async () => {
      const get = (): Promise<unknown> => worker.ask(`/ask?by=${by}&ms=200`)
      const arrived = async (): Promise<number> => (await worker.ask('/arrived')) as number
      const before = await arrived()
      const first = get()
      await expect.poll(arrived, { interval: 5 }).toBe(before + 1)
      const stop = new AbortController()
      const left = fetch(new URL(`/ask?by=${by}&ms=0`, worker.url), { signal: stop.signal }).catch(() => {})
      await expect.poll(arrived, { interval: 5 }).toBe(before + 2)
      const behind = [get(), get()]
      await expect.poll(arrived, { interval: 5 }).toBe(before + 4)
      stop.abort()
      await left
      expect(await Promise.all([first, ...behind])).toEqual(['ok', 'ok', 'ok'])
      expect(await get()).toBe('ok')
    }, 20_000)
  })

  test('C36 r08 a call whose request ended gives back its place', async () => {
    const get = (path: string): Promise<unknown> => worker.ask(`${path}?by=concurrency`)
    expect(await get('/forget')).toBe('forgotten')
    expect(await Promise.all([get('/ask'), get('/stream')])).toEqual(['ok', 'ok'])
  }, 20_000)
})
