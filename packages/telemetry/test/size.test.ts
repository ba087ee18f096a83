import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** Bytes that a browser app downloads: minified, gzip -9. */
async function weight(code: string, external: readonly string[] = []): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    outdir: '/',
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    conditions: ['@aiu/source'],
    tsconfigRaw: '{}',
    external: [...external],
  })
  return gzipSync(outputFiles[0]?.text ?? '', { level: 9 }).length
}

const APP = `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`
const WITH = `${APP}; export { telemetry } from '../src/index.ts'`
const API = ['@opentelemetry/api']

test('an app that has OpenTelemetry downloads no more than 4,300 B for it', async () => {
  const [bare, more] = await Promise.all([weight(APP, API), weight(WITH, API)])
  expect(more - bare).toBeLessThanOrEqual(4_300)
})

test('one that has not downloads its API, too', async () => {
  const [bare, more] = await Promise.all([weight(APP), weight(WITH)])
  expect(more - bare).toBeLessThanOrEqual(7_500)
})
