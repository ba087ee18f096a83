import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { groqWire } from '@aiu/testing'
import { type FaultServer, faultServer } from '@aiu/testing/node'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY } from '../support/key.ts'
import type { Task } from './worker.ts'

/** The sources and groq-sdk as one module, resolved as an edge bundler resolves them. */
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

describe('in workerd, through groq-sdk', () => {
  let worker: Miniflare
  let server: FaultServer

  beforeAll(async () => {
    worker = new Miniflare({
      modules: true,
      compatibilityDate: '2026-01-01',
      script: await bundle(),
      handleRuntimeStdio(stdout: Readable, stderr: Readable) {
        stdout.resume()
        stderr.resume()
      },
    })
    server = await faultServer({ wire: groqWire })
    await worker.ready
  }, 60_000)
  afterAll(async () => {
    await worker?.dispose()
    await server?.close()
  })

  const run = async (task: Omit<Task, 'baseURL'>, baseURL = server.baseURL): Promise<unknown> => {
    const body = JSON.stringify({ baseURL, apiKey: KEY, ...task })
    return (await worker.dispatchFetch('http://worker.test/', { method: 'POST', body })).json()
  }

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
    const body = JSON.stringify({ baseURL: server.baseURL, how: 'ask' })
    const response = await worker.dispatchFetch('http://worker.test/', { method: 'POST', body })
    expect(await response.json()).toMatchObject({
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
