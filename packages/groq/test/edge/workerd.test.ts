import { groqWire } from '@aiu/testing'
import { type FaultServer, faultServer } from '@aiu/testing/node'
import { type Workerd, workerd } from '@aiu-tooling/support/workerd'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY } from '../support/key.ts'
import type { Task } from './worker.ts'

describe('in workerd, through groq-sdk', () => {
  let worker: Workerd
  let server: FaultServer

  beforeAll(async () => {
    worker = await workerd(new URL('./worker.ts', import.meta.url))
    server = await faultServer({ wire: groqWire })
  }, 120_000)
  afterAll(async () => {
    await worker?.close()
    await server?.close()
  })

  const run = (task: Omit<Task, 'baseURL'>, baseURL = server.baseURL): Promise<unknown> =>
    worker.ask('/', { baseURL, apiKey: KEY, ...task })

  test('ask, where there is no process, no Buffer, no require', async () => {
    expect(await run({ how: 'ask' })).toEqual({
      text: 'Hello.',
      globals: ['undefined', 'undefined', 'undefined'],
    })
  })

  test('stream', async () => {
    expect(await run({ how: 'stream' })).toEqual({ text: 'Hello.', pieces: ['Hel', 'lo.'] })
  })

  test('a key is an option there: no environment is found', async () => {
    expect(await worker.ask('/', { baseURL: server.baseURL, how: 'ask' })).toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('console.groq.com/keys'),
    })
  })

  test('F28 a cut stream is an error', async () => {
    expect(await run({ how: 'stream' }, server.at('F28'))).toMatchObject({
      code: 'interrupted',
      partial: 'Hello.',
    })
  })

  test('F13 an error of the server is asked once', async () => {
    const before = server.requests.length
    expect(await run({ how: 'ask' }, server.at('F13', '503'))).toMatchObject({ code: 'server' })
    expect(server.requests).toHaveLength(before + 1)
  })

  test('F31 an abort in a stalled stream, and F39 leaving the loop, close the connection', async () => {
    expect(await run({ how: 'stream', abortAfterMs: 80 }, server.at('F31'))).toMatchObject({
      code: 'aborted',
      partial: 'Hel',
    })
    expect(await run({ how: 'break' }, server.at('F39'))).toEqual({ pieces: ['Hel'] })
    await server.quiet(2000)
  })
})
