import { members } from './house.ts'
import type { Tree } from './tree.ts'

/** One idea per file. Over 200 lines is a question; this is the answer. */
export const mostLines = 400

export function fileSizes(tree: Tree): string[] {
  return members(tree)
    .flatMap(({ sources }) => sources)
    .map((path) => [path, tree.read(path).trimEnd().split('\n').length] as const)
    .filter(([, lines]) => lines > mostLines)
    .map(([path, lines]) => `${path}: ${lines} lines, of at most ${mostLines}`)
}
