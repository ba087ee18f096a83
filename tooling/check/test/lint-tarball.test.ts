import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { lintTarball } from '../src/lint-tarball.ts'
import { temporary } from '../src/temporary.ts'

const manifest = {
  name: 'x',
  version: '1.0.0',
  type: 'module',
  license: 'MIT',
  exports: { '.': { types: './index.d.ts', default: './index.js' } },
}
const good = {
  'package.json': JSON.stringify(manifest),
  'index.js': 'export const a = 1\n',
  'index.d.ts': 'export declare const a: number\n',
}

/** What is wrong with a tarball of these files. */
const faultsOf = (files: Readonly<Record<string, string>>): Promise<string[]> =>
  temporary('lint', async (folder) => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, 'package', path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    execFileSync('tar', ['-czf', 'x.tgz', 'package'], { cwd: folder })
    return lintTarball(join(folder, 'x.tgz'))
  })

test('a package of ES modules with types passes', async () => {
  expect(await faultsOf(good)).toEqual([])
})

test('publint: types that come after the code', async () => {
  const exports = { '.': { default: './index.js', types: './index.d.ts' } }
  const faults = await faultsOf({ ...good, 'package.json': JSON.stringify({ ...manifest, exports }) })
  expect(faults.join('\n')).toMatch(/^publint: .*types/m)
})

test('attw: types that say another default than the code has', async () => {
  const faults = await faultsOf({ ...good, 'index.d.ts': "export * from './gone.js'\n" })
  expect(faults.join('\n')).toMatch(/^attw: .*InternalResolutionError/m)
})

test('no types at all', async () => {
  const { 'index.d.ts': _, ...rest } = good
  const exports = { '.': './index.js' }
  expect(await faultsOf({ ...rest, 'package.json': JSON.stringify({ ...manifest, exports }) })).toEqual([
    'attw: it has no types',
  ])
})
