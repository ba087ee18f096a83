import { type Workerd, workerd } from '@aiu-tooling/support/workerd'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe('in workerd', () => {
  let worker: Workerd
  beforeAll(async () => {
    worker = await workerd(new URL('./worker.ts', import.meta.url))
  }, 120_000)
  afterAll(async () => {
    await worker?.close()
  })
  const get = (path: string): Promise<unknown> => worker.ask(path)

  test('there is no process, no Buffer', async () => {
    expect(await get('/globals')).toEqual(['undefined', 'undefined'])
  })

  test('a hit from one request to the next, whole and as a stream', async () => {
    const first = (await get('/ask?q=a')) as { text: string }
    expect(first).toMatchObject({ hit: false })
    expect(await get('/ask?q=a')).toEqual({ text: first.text, hit: true, shared: false })
    expect(await get('/stream?q=a')).toEqual({
      text: first.text,
      events: ['start', 'text', 'finish'],
      hit: true,
    })
    const stream = (await get('/stream?q=b')) as { text: string; events: string[] }
    expect(await get('/stream?q=b')).toEqual({
      ...stream,
      events: ['start', 'text', 'text', 'finish'],
      hit: true,
    })
    expect(await get('/ask?q=b')).toMatchObject({ text: stream.text, hit: true })
  })

  test('requests at once share no call: one may not read what another one fetches', async () => {
    const before = (await get('/calls')) as number
    const answers = await Promise.all([get('/ask?q=slow'), get('/ask?q=slow'), get('/ask?q=slow')])
    for (const answer of answers) expect(answer).toMatchObject({ hit: false, shared: false })
    expect(await get('/calls')).toBe(before + 3)
    expect(await get('/twice?q=c')).toMatchObject([{ shared: false }, { shared: false }])
  })
})
