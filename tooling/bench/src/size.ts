import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type From, type Measured, measure } from './measure.ts'
import { sizeTable } from './size-table.ts'

/**
 * `--dist` measures what was built, and holds it against the sources; `--why` tells what each file gives to a
 * ceiling; `--ceilings` tells no more than those.
 */
const from: From = process.argv.includes('--dist') ? 'dist' : 'source'
const packages = join(import.meta.dirname, '../../../packages')

const kB = (bytes: number) => `${(bytes / 1000).toFixed(2)} kB`
const line = (name: string, { gzip, minified }: Measured, rest = '') =>
  process.stdout.write(
    `${`${name.padEnd(58)}${kB(gzip).padStart(9)}${kB(minified).padStart(11)} min  ${rest}`.trimEnd()}\n`,
  )

let wrong = false

// What has a ceiling.
for (const { name, code, ceiling } of sizeTable) {
  const measured = await measure(code, from)
  const over = measured.gzip > ceiling
  let rest = `${over ? 'OVER' : 'of'} ${kB(ceiling)}`
  if (from === 'dist') {
    // Sources are measured by the gates, since they need no build: they must say the same.
    const source = await measure(code, 'source')
    const apart = Math.abs(source.gzip - measured.gzip) / measured.gzip
    if (apart > 0.01) {
      rest += `, but ${kB(source.gzip)} from the sources`
      wrong = true
    }
  }
  wrong ||= over
  line(name, measured, rest)
  if (!process.argv.includes('--why')) continue
  for (const { path, bytes } of [...measured.files].sort((a, b) => b.bytes - a.bytes)) {
    process.stdout.write(
      `  ${path.replace(/^.*\/packages\//, '').padEnd(56)}${String(bytes).padStart(9)} B\n`,
    )
  }
}

// Every entry that runs in a browser, and each thing that it exports, alone.
for (const folder of process.argv.includes('--ceilings') ? [] : readdirSync(packages).sort()) {
  const { name, exports } = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8')) as {
    name: string
    exports: Record<string, string | Record<string, string | null>>
  }
  for (const [entry, target] of Object.entries(exports)) {
    if (typeof target === 'string' || target.browser === null) continue
    const file = target[from === 'source' ? '@aiu/source' : 'default']
    const here = join(packages, folder)
    const whole = await measure(`export * from '${file}'`, from, here).catch(() => undefined)
    if (whole === undefined) continue // for Node alone
    process.stdout.write('\n')
    line(name + entry.slice(1), whole)
    if (whole.exports.length < 2) continue
    for (const one of whole.exports)
      line(`  ${one}`, await measure(`export { ${one} } from '${file}'`, from, here))
  }
}

if (!wrong) process.stdout.write(`\n${sizeTable.length} ceilings hold\n`)
process.exitCode = wrong ? 1 : 0
