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
