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

// The tracker comes with the store in memory, the estimate of tokens, sums and exports.
test.each([
  ['usage', 500],
  ['memoryUsage', 1_900],
  ['usage, createUsageTracker', 6_750],
])('%s adds no more than %i B to an app', async (names, ceiling) => {
  const [bare, more] = await Promise.all([
    weight(APP),
    weight(`${APP}; export { ${names} } from '../src/index.ts'`),
  ])

  expect(more - bare).toBeLessThanOrEqual(ceiling)
})
