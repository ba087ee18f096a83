import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** Bytes that a browser app downloads: minified, gzip -9. */
async function weight(code: string): Promise<number> {
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
  })
  return gzipSync(outputFiles[0]?.text ?? '', { level: 9 }).length
}

const APP = `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`

test.each([
  ['fallback', 1_200],
  // Four strategies; all of them in one, since which it is may be told at run time.
  ['route', 1_950],
  ['hedge', 1_200],
])('%s adds no more than %i B to an app', async (name, ceiling) => {
  const [bare, more] = await Promise.all([
    weight(APP),
    weight(`${APP}; export { ${name} } from '../../src/index.ts'`),
  ])
  expect(more - bare).toBeLessThanOrEqual(ceiling)
})

test('all three share most of it', async () => {
  const [bare, more] = await Promise.all([
    weight(APP),
    weight(`${APP}; export { fallback, route, hedge } from '../../src/index.ts'`),
  ])
  expect(more - bare).toBeLessThanOrEqual(2_400)
})
