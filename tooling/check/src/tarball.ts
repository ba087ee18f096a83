import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** What may stand in a tarball: JavaScript and types as built, data that is read beside them, and three files. */
const mayStand =
  /^(dist\/.+(?<!\.test)\.(js|d\.ts)|fixtures\/[\w.-]+\.(json|sse|ndjson|md)|package\.json|README\.md|LICENSE)$/
const mustStand = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']

/** What is wrong with a package as npm gets it: its files by path, and its package.json. */
export function tarballFaults(files: readonly string[], manifest: string): string[] {
  // Scripts are for this repository; nobody runs them out of a tarball.
  const { scripts: _, ...published } = JSON.parse(manifest) as Record<string, unknown>
  const exports = (published.exports ?? {}) as Record<string, unknown>
  const targets = Object.values(exports)
    .flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target as Record<string, unknown>),
    )
    .filter((target) => typeof target === 'string')
    .map((target) => target.replace(/^\.\//, ''))
  return [
    ...files.filter((file) => !mayStand.test(file)).map((file) => `${file} must not be in it`),
    ...mustStand.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...targets
      .filter((target) => !files.includes(target))
      .map((target) => `exports lead to ${target}, which is missing`),
    ...['@aiu/source', 'workspace:', 'catalog:']
      .filter((word) => JSON.stringify(published).includes(word))
      .map((word) => `its package.json still says "${word}"`),
    ...(targets.length === 0 ? ['it exports nothing'] : []),
  ]
}

/** The same of a package that stands unpacked in a folder. */
export async function packageFaults(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return tarballFaults(files, await readFile(join(folder, 'package.json'), 'utf8'))
}
