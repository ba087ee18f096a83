import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** The sources as one module, resolved as an edge bundler resolves them. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    target: 'es2022',
    conditions: ['@aiu/source', 'workerd', 'worker', 'browser'],
  })
  return outputFiles[0]?.text ?? ''
}

describe('in workerd', () => {
  let worker: Miniflare
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
    await worker.ready
  }, 60_000)
  afterAll(async () => {
    await worker?.dispose()
  })
  const get = async (path: string): Promise<unknown> =>
    (await worker.dispatchFetch(`http://worker.test${path}`)).json()

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
