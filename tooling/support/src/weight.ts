import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export interface WeightOptions {
  /** Where the code's imports are looked up from. */
  readonly from: string
  /** What is there already. */
  readonly external?: readonly string[] | undefined
}

/** Bytes that a browser app downloads for some code: minified, gzip -9. */
export async function weight(code: string, { from, external = [] }: WeightOptions): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: from, loader: 'js' },
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
