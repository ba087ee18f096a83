import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A set of files by path from its root: the repository's, or one made up by a test. Every gate takes one. */
export interface Tree {
  /** Sorted, with forward slashes. */
  readonly paths: readonly string[]
  /** The text of a file. Throws where there is none. */
  read(path: string): string
}

/** The folder of the repository. */
export const root = join(import.meta.dirname, '../../..')

/** What git tracks or would track: work not yet committed is judged too, what is ignored is not. */
export function repository(): Tree {
  const list = (...options: string[]) =>
    execFileSync('git', ['ls-files', '-z', ...options], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
      .split('\0')
      .filter((path) => path !== '' && existsSync(join(root, path)))
  const paths = [...new Set(list('--cached', '--others', '--exclude-standard'))].sort()
  const texts = new Map<string, string>()
  return {
    paths,
    read(path) {
      let text = texts.get(path)
      if (text === undefined) {
        text = readFileSync(join(root, path), 'utf8')
        texts.set(path, text)
      }
      return text
    },
  }
}

/** A made-up tree. An object stands for its JSON. */
export function treeOf(files: Readonly<Record<string, string | object>>): Tree {
  return {
    paths: Object.keys(files).sort(),
    read(path) {
      const file = files[path]
      if (file === undefined) throw new Error(`no ${path} in this tree`)
      return typeof file === 'string' ? file : JSON.stringify(file, null, 2)
    },
  }
}
