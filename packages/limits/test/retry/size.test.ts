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

const app = `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`

test.each([
  ['retry', 1_400],
  ['deadline', 700],
  ['timeout', 1_000],
  ['retry, deadline, timeout', 2_450],
])('%s: at most %d bytes more in an app', async (names, most) => {
  const [bare, more] = await Promise.all([
    weight(app),
    weight(`${app}; export { ${names} } from '../../src/index.ts'`),
  ])
  expect(more - bare).toBeLessThanOrEqual(most)
})
