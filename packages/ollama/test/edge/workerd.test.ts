import { ollamaWire } from '@aiu/testing'
import { type FaultServer, faultServer } from '@aiu/testing/node'
import { type Workerd, workerd } from '@aiu-tooling/support/workerd'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY, type Outcome, type Task } from './run-task.ts'

describe('in workerd', () => {
  let worker: Workerd
  let server: FaultServer

  beforeAll(async () => {
    worker = await workerd(new URL('./worker.ts', import.meta.url))
    expect(worker.script).toContain('ollama-js/')
    server = await faultServer({ wire: ollamaWire })
  }, 120_000)
  afterAll(async () => {
    await worker?.close()
    await server?.close()
  })

  const run = async (task: Task): Promise<Outcome> => {
    const outcome = (await worker.ask('/', task)) as Outcome
    expect(JSON.stringify(outcome)).not.toContain(KEY)
    return outcome
  }
  const baseURL = (): string => server.baseURL

  test('there is no process, no Buffer, no require, no XMLHttpRequest', async () => {
    expect(await worker.ask('/globals')).toEqual(['undefined', 'undefined', 'undefined', 'undefined'])
  })

  test('ask, stream, embed, listModels, health, pull', async () => {
    const value = { text: 'Hello.', usage: { inputTokens: 3, outputTokens: 2 } }
    expect(await run({ baseURL: baseURL(), how: 'ask' })).toMatchObject({ value })
    expect(await run({ baseURL: baseURL(), how: 'stream' })).toMatchObject({ value, pieces: ['Hel', 'lo.'] })
    expect(await run({ baseURL: baseURL(), how: 'embed' })).toMatchObject({
      value: [expect.any(Array), expect.any(Array)],
    })
    expect(await run({ baseURL: baseURL(), how: 'models' })).toMatchObject({
      value: [{ id: 'example-1', contextLength: 8192 }, { id: 'example-2' }],
    })
    expect(await run({ baseURL: baseURL(), how: 'health' })).toMatchObject({ value: { version: '0.24.0' } })
    expect((await run({ baseURL: baseURL(), how: 'pull' })).pieces.at(-1)).toBe('success')
    await server.quiet(2000)
  })

  test.each([
    ['F13', '401', 'ask', { code: 'authentication' }],
    ['F17', 'string', 'ask', { code: 'server' }],
    ['F18', '', 'ask', { code: 'malformed' }],
    ['F24', 'gzip-bomb', 'ask', { code: 'too-large' }],
    ['F25', 'line', 'stream', { code: 'too-large' }],
    ['F28', '', 'stream', { code: 'interrupted', partial: 'Hello.' }],
    ['F29', 'in-character', 'stream', { code: 'interrupted', partial: 'Hello.' }],
    ['F33', 'silent', 'stream', { value: { text: 'Hello.' } }],
    ['F36', 'line', 'stream', { code: 'server', partial: 'Hel' }],
    ['F45', '307', 'ask', { code: 'redirect' }],
  ] as const)('%s %s', async (id, variant, how, ends) => {
    expect(await run({ baseURL: server.at(id, variant || undefined), how })).toMatchObject(ends)
    expect(server.elsewhere.requests).toEqual([])
    await server.quiet(2000)
  })

  test('an abort, before the headers and after the first piece; leaving the loop', async () => {
    const whole = { baseURL: server.at('F40', 'before-headers'), how: 'ask', abort: 50 } as const
    expect(await run(whole)).toMatchObject({ code: 'aborted' })
    const streamed = { baseURL: server.at('F40', 'mid-stream'), how: 'stream', abort: 'first-piece' } as const
    expect(await run(streamed)).toMatchObject({ code: 'aborted', partial: 'Hel' })
    expect(await run({ baseURL: server.at('F39'), how: 'break' })).toMatchObject({ pieces: ['Hel'] })
    await server.quiet(2000)
  })
})
