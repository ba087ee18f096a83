import { posix } from 'node:path'
import { type Member, members } from './house.ts'
import { importsOf } from './imports.ts'
import { children, lineOf, type Node, parse } from './syntax.ts'
import type { Tree } from './tree.ts'

/** Runs only when somebody calls it. */
const later = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSDeclareFunction',
])
/** Around an expression, and gone in the JavaScript. */
const thin = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
])
/** What runs on import. Bundlers keep these even when nobody uses what they make. */
const effects: Readonly<Record<string, string>> = {
  CallExpression: 'a call',
  NewExpression: 'a `new`',
  TaggedTemplateExpression: 'a tagged template',
  ImportExpression: 'an import()',
  AwaitExpression: 'an await',
  AssignmentExpression: 'an assignment',
  UpdateExpression: 'an assignment',
  Decorator: 'a decorator',
  ThrowStatement: 'a throw',
  IfStatement: 'a statement',
  ForStatement: 'a statement',
  ForOfStatement: 'a statement',
  ForInStatement: 'a statement',
  WhileStatement: 'a statement',
  DoWhileStatement: 'a statement',
  TryStatement: 'a statement',
  SwitchStatement: 'a statement',
  ExpressionStatement: 'a statement',
}

/** Nothing happens when an isomorphic entry is imported: what is not used then costs no bytes and no time. */
export function moduleCalls(tree: Tree): string[] {
  return members(tree).flatMap((member) => {
    const files = new Set(entriesOf(member).flatMap((entry) => [...reachable(tree, entry)]))
    return [...files].sort().flatMap((path) => effectsOf(path, tree.read(path)))
  })
}

/** The sources of a package's isomorphic entries, but those that the house lets call. */
export function entriesOf({ folder, manifest, room }: Member): string[] {
  if (room?.runs === 'node') return []
  return Object.entries(manifest.exports ?? {})
    .filter(([name]) => !room?.calling?.includes(name))
    .map(([, target]) => (typeof target === 'string' ? undefined : target['@aiu/source']))
    .filter((source) => typeof source === 'string')
    .filter((source) => !source.startsWith('./src/node/'))
    .map((source) => posix.join(`packages/${folder}`, source))
}

/** A source and all that it imports statically in its package, types left out: they do not run. */
export function reachable(tree: Tree, entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry) || !tree.paths.includes(entry)) return seen
  seen.add(entry)
  for (const { specifier, how } of importsOf(entry, tree.read(entry))) {
    if (how === 'type' || specifier === undefined || !specifier.startsWith('.')) continue
    reachable(tree, posix.join(posix.dirname(entry), specifier), seen)
  }
  return seen
}

function effectsOf(path: string, text: string): string[] {
  const found: string[] = []
  const look = (node: Node): void => {
    const what = effects[node.type]
    if (what !== undefined) {
      found.push(`${path}:${lineOf(text, node.start)}: ${what} at module level`)
      return
    }
    if (later.has(node.type) || (node.type.startsWith('TS') && !thin.has(node.type))) return
    for (const [field, child] of children(node)) {
      // A field of an instance is set when one is made; a method runs when called. Computed names are read at once.
      const isMember = node.type === 'PropertyDefinition' || node.type === 'AccessorProperty'
      if (isMember && field === 'value' && node.static !== true) continue
      look(child)
    }
  }
  look(parse(path, text))
  return found
}
