import { type FaultServer, faultServer } from '@aiu/testing/node'
import { type Workerd, workerd } from '@aiu-tooling/support/workerd'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { edgeFaults, nameOf, wrongIn } from './edge-faults.ts'
import { KEY, type Outcome, type Task } from './run-task.ts'

describe('in workerd', () => {
  let worker: Workerd
  let server: FaultServer

  beforeAll(async () => {
    worker = await workerd(new URL('./worker.ts', import.meta.url))
    server = await faultServer()
  }, 120_000)
  afterAll(async () => {
    await worker?.close()
    await server?.close()
  })

  const run = (task: Task): Promise<Outcome> => worker.ask('/', task) as Promise<Outcome>
  /** A whole call in the worker, as a control for what is bounded: on a slow machine it is slow as well. */
  const roundTripMs = async (): Promise<number> => {
    const from = performance.now()
    await run({ baseURL: server.baseURL, how: 'ask' })
    return performance.now() - from
  }

  test('there is no process, no Buffer, no require', async () => {
    expect(await worker.ask('/globals')).toEqual(['undefined', 'undefined', 'undefined'])
  })

  test('ask and stream', async () => {
    expect(await run({ baseURL: server.baseURL, how: 'ask' })).toMatchObject({
      text: 'Hello.',
      outcomes: ['done'],
      outputTokens: 2,
    })
    expect(await run({ baseURL: server.baseURL, how: 'stream' })).toMatchObject({
      text: 'Hello.',
      types: ['start', 'text', 'text', 'finish'],
      outcomes: ['done'],
    })
  })

  test.each(edgeFaults('workerd').map((fault) => [nameOf(fault), fault] as const))('%s', async (_, fault) => {
    const { id, variant, how, task } = fault
    const releaseURL = /^F26|^F30|^F65/.test(id) ? `${server.origin}/release` : undefined
    const baseURL = server.at(id, variant || undefined)
    const outcome = await run({ baseURL, how, releaseURL, ...task })
    expect(wrongIn(fault, outcome)).toEqual({})
    expect(server.elsewhere.requests).toEqual([])
    await server.quiet(2000)
  })

  test.each(['silent', 'talking'])('F33 %s: the answer comes at once after [DONE]', async (variant) => {
    const { tookMs } = await run({ baseURL: server.at('F33', variant), how: 'stream' })
    expect(tookMs).toBeLessThan(50 + 5 * (await roundTripMs()))
  })

  test('F38 no more is read than is asked for', async () => {
    const running = run({ baseURL: server.at('F38'), how: 'pause', pauseMs: 400 })
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, server.requests.at(-1)?.sentBytes ?? 0)
    }, 20)
    expect(await running).toMatchObject({ code: 'aborted', partial: 'x' })
    clearInterval(watch)
    await server.quiet(2000)
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThan(100_000_000)
  })

  test('F39 leaving the loop closes the connection', async () => {
    const outcome = await run({ baseURL: server.at('F39'), how: 'break' })
    expect(outcome).toMatchObject({ code: 'aborted', partial: 'Hel', outcomes: ['aborted'] })
    await server.quiet(2000)
  })

  test.each(['before-headers', 'before-first-item', 'mid-stream'])(
    'F40 %s: within 50 ms',
    async (variant) => {
      const task = { baseURL: server.at('F40', variant), how: 'stream', abortAfterMs: 80 } as const
      expect((await run(task)).tookMs).toBeLessThan(50 + 5 * (await roundTripMs()))
      await server.quiet(2000)
    },
  )

  test('F65 the key the server echoes is redacted', async () => {
    expect((await run({ baseURL: server.at('F65', 'status'), how: 'ask' })).message).toContain('[redacted]')
  })

  test('F68 a line break in the key is refused before anything is sent', async () => {
    const before = server.requests.length
    const outcome = await run({ baseURL: server.baseURL, how: 'ask', apiKey: `${KEY}\nx: y` })
    expect(outcome).toMatchObject({ code: 'configuration', leaked: false })
    expect(server.requests).toHaveLength(before)
  })
})
