import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export interface Measured {
  /** Bytes that a browser downloads: minified, gzip -9. */
  readonly gzip: number
  /** Bytes after minifying. */
  readonly minified: number
  /** The bundle itself. */
  readonly text: string
  /** The files that gave it any bytes, and how many of the minified ones. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
  /** The names that it exports. */
  readonly exports: readonly string[]
}

/** `source` needs no build; `dist` is what users get. They differ by a few bytes at most. */
export type From = 'source' | 'dist'

/** What a browser app of this code weighs. Throws where it cannot be built, so for code that reaches a Node built-in. */
export async function measure(
  code: string,
  from: From = 'source',
  resolveDir = import.meta.dirname,
): Promise<Measured> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: '/',
    absWorkingDir: resolveDir,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    legalComments: 'none',
    logLevel: 'silent',
    conditions: from === 'source' ? ['@aiu/source'] : [],
    // What the repository's own tsconfig says is no matter of the apps that people build.
    tsconfigRaw: '{}',
  })
  const text = outputFiles[0]?.text ?? ''
  const output = Object.values(metafile.outputs)[0]
  return {
    gzip: gzipSync(text, { level: 9 }).length,
    minified: Buffer.byteLength(text),
    text,
    files: Object.entries(output?.inputs ?? {})
      .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
      .filter(({ bytes }) => bytes > 0),
    exports: output?.exports ?? [],
  }
}
