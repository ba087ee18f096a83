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

// Each with the store in memory, the queue, and the estimate of tokens.
test.each([
  ['memoryLimits', 1_000],
  ['rateLimit', 3_450],
  ['budget', 3_200],
  ['rateLimit, budget', 5_000],
])('%s adds no more than %i B to an app', async (name, ceiling) => {
  const [bare, more] = await Promise.all([
    weight(APP),
    weight(`${APP}; export { ${name} } from '../../src/index.ts'`),
  ])
  expect(more - bare).toBeLessThanOrEqual(ceiling)
})
