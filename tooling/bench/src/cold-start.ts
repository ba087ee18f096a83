import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'

const execute = promisify(execFile)

/** Imports a subject, asks once, and writes the milliseconds that both took. Plain JavaScript, so that nothing else is weighed. */
const first = `const [subject, baseURL] = process.argv.slice(2)
const start = performance.now()
const { generate } = await import(subject)
await generate(baseURL, 'Hello')
process.stdout.write(String(performance.now() - start))
process.exit(0)
`

/** Milliseconds of import and first request in a fresh process, of each subject by turns. Measures what was built. */
export async function coldStarts(
  subjects: readonly string[],
  baseURL: string,
  runs: number,
): Promise<Map<string, number[]>> {
  // Under node_modules, since from there the packages are found and git does not look.
  const folder = join(import.meta.dirname, '../node_modules/.cache/cold')
  await mkdir(folder, { recursive: true })
  try {
    await writeFile(join(folder, 'first.mjs'), first)
    for (const name of subjects) {
      const source = await readFile(join(import.meta.dirname, `subjects/${name}.ts`), 'utf8')
      const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'es2023' })
      await writeFile(join(folder, `${name}.mjs`), code)
    }
    const times = new Map(subjects.map((name) => [name, [] as number[]]))
    // The first run of each only warms the system's caches.
    for (let run = 0; run <= runs; run++) {
      for (const name of subjects) {
        const url = pathToFileURL(join(folder, `${name}.mjs`)).href
        const { stdout } = await execute('node', [join(folder, 'first.mjs'), url, baseURL])
        if (run > 0) times.get(name)?.push(Number(stdout))
      }
    }
    return times
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
