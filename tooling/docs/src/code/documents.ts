import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@aiu-tooling/check/command'

export interface Document {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
}

/** Every Markdown file of the repository, committed or not, that people read; change notes and fixtures are left out. */
export function documents(): readonly Document[] {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md']
  return execFileSync('git', list, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path && !/^\.changeset\/|\/fixtures\//.test(path) && existsSync(join(root, path)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
