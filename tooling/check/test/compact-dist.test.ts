import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { compactDist } from '../src/compact-dist.mjs'
import { temporary } from '../src/temporary.ts'

test('indents with tabs, and leaves out declarations that no entry leads to', () =>
  temporary('compact', async (at) => {
    const put = (path: string, text: string): void => {
      mkdirSync(dirname(join(at, path)), { recursive: true })
      writeFileSync(join(at, path), text)
    }
    put(
      'package.json',
      JSON.stringify({
        publishConfig: { exports: { '.': { types: './dist/index.d.ts' }, './package.json': '' } },
      }),
    )
    put('dist/index.d.ts', `import type { A } from './a.ts';\nexport interface B {\n    readonly a: A;\n}\n`)
    put('dist/a.d.ts', `export type A = import('./inner/c.js').C;\n`)
    put('dist/inner/c.d.ts', `export type C = 1;\n`)
    put('dist/inner/secret.d.ts', `export type S = 1;\n`)
    put('dist/index.js', 'export function f() {\n    if (1) {\n        return 2;\n    }\n}\n')
    put('dist/inner/secret.js', 'export const text = `\n    as it is`;\n')
    compactDist(at)
    const left = readdirSync(join(at, 'dist'), { recursive: true }).map(String).sort()
    expect(left).toEqual([
      'a.d.ts',
      'index.d.ts',
      'index.js',
      'inner',
      join('inner', 'c.d.ts'),
      join('inner', 'secret.js'),
    ])
    const read = (path: string) => readFileSync(join(at, 'dist', path), 'utf8')
    expect(read('index.js')).toBe('export function f() {\n\tif (1) {\n\t\treturn 2;\n\t}\n}\n')
    expect(read('index.d.ts')).toContain('\n\treadonly a: A;\n')
    expect(read('inner/secret.js')).toBe('export const text = `\n    as it is`;\n')
  }))
