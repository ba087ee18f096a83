import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, root } from './command.ts'
import { failed, type Outcome } from './step.ts'

/**
 * One `tsc` over everything. The tests of types are among its files, so they count here, and vitest need not start a compiler of its own
 * for them. One that the compiler does not read fails the step.
 */
export async function types(): Promise<Outcome> {
  const { code, output } = await command('tsc', ['-p', 'tsconfig.json', '--listFiles', '--pretty', 'false'])
  const lines = output.split('\n')
  const read = new Set(lines.filter((line) => line.startsWith(root)))
  if (code !== 0) return failed(lines.filter((line) => !line.startsWith('/')).join('\n'), `exit code ${code}`)
  return typeTestsOf(
    typeTestFiles().map((path) => [path, readFileSync(join(root, path), 'utf8')]),
    (path) => read.has(join(root, path)),
  )
}

/** The outcome of files of type tests, by path and text, of which a compiler that found no fault has read some. */
export function typeTestsOf(
  files: readonly (readonly [path: string, text: string])[],
  isRead: (path: string) => boolean,
): Outcome {
  const unread = files.filter(([path]) => !isRead(path)).map(([path]) => path)
  if (unread.length > 0) return failed(`tsconfig.json leaves out ${unread.join(', ')}`)
  const passed = files.reduce(
    (sum, [, text]) => sum + (text.match(/^ *(test|it)(\.\w+)*\(/gm)?.length ?? 0),
    0,
  )
  return {
    verdict: 'passed',
    counts: { passed, failed: 0, skipped: 0 },
    note: `${passed} tests of types in ${files.length} files`,
  }
}

const typeTestFiles = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test-d.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean)
