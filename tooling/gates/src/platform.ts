import { builtinModules } from 'node:module'
import { isIsomorphic, members } from './house.ts'
import { importsOf, packageOf } from './imports.ts'
import { lineOf, type Node, parse, walk } from './syntax.ts'
import type { Tree } from './tree.ts'

const builtins = new Set(builtinModules)
/** Names that exist in Node alone. As types too: a .d.ts that says `Buffer` needs @types/node. */
const nodeOnly = new Set([
  'process',
  'Buffer',
  'NodeJS',
  'global',
  '__dirname',
  '__filename',
  'require',
  'setImmediate',
])

/** Isomorphic sources use nothing of Node: no built-in, no global of its own, no Keyv. */
export function platform(tree: Tree): string[] {
  return members(tree).flatMap((member) =>
    member.sources
      .filter((path) => isIsomorphic(member, path))
      .flatMap((path) => [...modules(path, tree.read(path)), ...globals(path, tree.read(path))]),
  )
}

function modules(path: string, text: string): string[] {
  return importsOf(path, text).flatMap(({ specifier, line }) => {
    if (specifier === undefined) return []
    const name = packageOf(specifier)
    if (name === undefined) return []
    if (specifier.startsWith('node:') || builtins.has(name))
      return [`${path}:${line}: ${specifier} is a Node built-in`]
    return name === 'keyv' || name.startsWith('@keyv/') ? [`${path}:${line}: ${specifier} is for Node`] : []
  })
}

function globals(path: string, text: string): string[] {
  const found: string[] = []
  walk(parse(path, text), (node, parent, field) => {
    if (node.type !== 'Identifier' || !nodeOnly.has(node.name as string)) return undefined
    if (parent === undefined || isOnlyAName(parent, field)) return undefined
    found.push(`${path}:${lineOf(text, node.start)}: ${node.name} exists in Node only`)
    return undefined
  })
  return found
}

/** `answer.process`, `{ process: 1 }`, a member of a type: a name that happens to read like the global. */
function isOnlyAName(parent: Node, field: string): boolean {
  if (parent.computed === true) return false
  if (parent.type === 'MemberExpression' && field === 'property') return !isGlobalThis(parent.object as Node)
  // `{ process }` is `{ process: process }`: its value counts.
  if (field === 'key') return true
  return parent.type === 'TSQualifiedName' && field === 'right'
}

const isGlobalThis = (node: Node): boolean =>
  node.type === 'Identifier' && (node.name === 'globalThis' || node.name === 'self')
