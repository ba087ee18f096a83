import { fileURLToPath } from 'node:url'
import { type FaultServer, faultServer } from '@aiu/testing/node'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Outcome, Task } from './worker.ts'

/** The sources as one module, resolved as an edge bundler resolves them. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    conditions: ['@aiu/source', 'workerd', 'worker', 'browser'],
  })
  return outputFiles[0]?.text ?? ''
}

describe('in workerd', () => {
  let worker: Miniflare
  let server: FaultServer

  beforeAll(async () => {
    const script = await bundle()
    worker = new Miniflare({ modules: true, compatibilityDate: '2026-01-01', script })
    server = await faultServer()
    await worker.ready
  }, 60_000)
  afterAll(async () => {
    await worker?.dispose()
    await server?.close()
  })

  const run = async (task: Task): Promise<Outcome> => {
    const response = await worker.dispatchFetch('http://worker.test/', {
      method: 'POST',
      body: JSON.stringify(task),
    })
    return (await response.json()) as Outcome
  }

  test('there is no process, no Buffer, no require', async () => {
    const { globals } = await run({ baseURL: '', how: 'globals' })
    expect(globals).toEqual(['undefined', 'undefined', 'undefined'])
  })

  test('ask and stream', async () => {
    expect(await run({ baseURL: server.baseURL, how: 'ask' })).toEqual({ text: 'Hello.', outcomes: ['done'] })
    expect(await run({ baseURL: server.baseURL, how: 'stream' })).toEqual({
      text: 'Hello.',
      types: ['start', 'text', 'text', 'finish'],
      outcomes: ['done'],
    })
  })

  test.each([
    ['F13', '401', 'authentication'],
    ['F13', '503', 'server'],
    ['F17', 'object', 'server'],
    ['F18', '', 'malformed'],
    ['F19', 'empty', 'malformed'],
    ['F20', 'invalid', 'malformed'],
    ['F45', '307', 'redirect'],
  ] as const)('%s %s: ask fails as %s', async (id, variant, code) => {
    const outcome = await run({ baseURL: server.at(id, variant || undefined), how: 'ask' })
    expect(outcome).toMatchObject({ code, outcomes: ['failed'] })
    expect(server.elsewhere.requests).toEqual([])
  })

  test.each([
    ['F28', '', 'interrupted', 'Hello.'],
    ['F29', 'in-character', 'interrupted', 'Hello.'],
    ['F30', '', 'interrupted', 'Hel'],
    ['F36', 'raw-json', 'server', 'Hel'],
    ['F37', 'cut', 'interrupted', ''],
  ] as const)('%s %s: a stream fails as %s, with what had come', async (id, variant, code, partial) => {
    const outcome = await run({ baseURL: server.at(id, variant || undefined), how: 'stream' })
    expect(outcome).toMatchObject({ code, partial })
  })

  test.each(['bytes', 'crlf', 'bom'])('F35 %s', async (variant) => {
    const { text } = await run({ baseURL: server.at('F35', variant), how: 'stream' })
    expect(text).toBe(variant === 'bytes' ? 'Grüße, 東京 🗼' : 'Hello.')
  })

  test('F33 the answer comes at once after [DONE]', async () => {
    expect(await run({ baseURL: server.at('F33'), how: 'stream' })).toMatchObject({ text: 'Hello.' })
    await server.quiet(2000)
  })

  test('F39 leaving the loop closes the connection', async () => {
    const outcome = await run({ baseURL: server.at('F39'), how: 'break' })
    expect(outcome).toMatchObject({ code: 'aborted', partial: 'Hel', outcomes: ['aborted'] })
    await server.quiet(2000)
  })

  test.each([
    ['before-headers', 'ask', undefined],
    ['before-headers', 'stream', ''],
    ['before-first-item', 'stream', ''],
    ['mid-stream', 'stream', 'Hel'],
  ] as const)('F40 abort %s of %s', async (variant, how, partial) => {
    const outcome = await run({ baseURL: server.at('F40', variant), how, abortAfterMs: 100 })
    expect(outcome).toMatchObject({
      code: 'aborted',
      outcomes: ['aborted'],
      ...(partial !== undefined && { partial }),
    })
    expect(outcome.tookMs).toBeLessThan(50)
    await server.quiet(2000)
  })

  test('F65 the key the server echoes is redacted', async () => {
    const { code, message } = await run({ baseURL: server.at('F65', 'status'), how: 'ask' })
    expect(code).toBe('authentication')
    expect(message).toContain('[redacted]')
  })
})
