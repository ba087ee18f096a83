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

test('heal adds no more than 2.2 kB to an app, and no memory that can be written down', async () => {
  const app = `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`
  const [bare, healing, remembering] = await Promise.all([
    weight(app),
    weight(`${app}; export { heal } from '../../src/index.ts'`),
    weight(`${app}; export { heal, capabilityMemory } from '../../src/index.ts'`),
  ])
  expect(healing - bare).toBeLessThanOrEqual(2_200)
  expect(remembering).toBeGreaterThan(healing)
})
