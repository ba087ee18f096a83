import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

async function bundled(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    conditions: ['@aiu/source'],
    tsconfigRaw: '{}',
  })
  return outputFiles[0]?.text ?? ''
}
const TABLE = 'input_mtok'

test.each([
  `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`,
  `export { budget, fallback, retry, route } from '@aiu/limits'`,
  `export { createUsageTracker, usage } from '@aiu/usage'`,
])('no table in: %s', async (code) => {
  expect(await bundled(code)).not.toContain(TABLE)
})

test('the table is the weight of the package: its own code is under 6 kB', async () => {
  const all = await bundled(`export * from '../src/index.ts'`)
  const table = await bundled(`export { calcPrice, findProvider } from '@pydantic/genai-prices'`)
  expect(all).toContain(TABLE)
  const [own, whole] = [gzipSync(all).length - gzipSync(table).length, gzipSync(all).length]
  expect(own).toBeLessThan(6_000)
  expect(whole).toBeLessThan(95_000)
})
