import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'

export interface Workerd {
  /** The module that runs in it. */
  readonly script: string
  /** Where it listens on loopback, for clients that leave. */
  readonly url: URL
  /** Asks the worker: the JSON that it answers `path` with. A body is posted as JSON. */
  ask(path: string, body?: unknown): Promise<unknown>
  close(): Promise<void>
}

export interface WorkerdOptions {
  /** The fields of a package.json that lead to its code, where it has no `exports`. Default `module`, `main`. */
  readonly mainFields?: readonly string[] | undefined
}

/** A worker's source and what it imports as one module, as an edge bundler resolves it, running in the real runtime. */
export async function workerd(
  entry: URL,
  { mainFields = ['module', 'main'] }: WorkerdOptions = {},
): Promise<Workerd> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: [...mainFields],
    target: 'es2022',
    conditions: ['@aiu/source', 'workerd', 'worker', 'browser'],
  })
  const script = outputFiles[0]?.text ?? ''
  const worker = new Miniflare({
    modules: true,
    compatibilityDate: '2026-01-01',
    script,
    // It writes a page of addresses for each connection that fails.
    handleRuntimeStdio(stdout: Readable, stderr: Readable) {
      stdout.resume()
      stderr.resume()
    },
  })
  const url = await worker.ready
  return {
    script,
    url,
    async ask(path, body) {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      return (await worker.dispatchFetch(`http://worker.test${path}`, init)).json()
    },
    close: () => worker.dispose(),
  }
}
