import { parseSync } from 'oxc-parser'

/** A node of the syntax tree (ESTree with TypeScript's nodes). */
export interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

const parsed = new Map<string, Node>()

/** The syntax tree of a TypeScript source. Throws where it does not parse: a gate that cannot read must not pass. */
export function parse(path: string, text: string): Node {
  const key = `${path}\0${text}`
  let program = parsed.get(key)
  if (program === undefined) {
    const result = parseSync(path, text, { sourceType: 'module', lang: 'ts', astType: 'ts' })
    const error = result.errors[0]
    if (error !== undefined) throw new Error(`${path}: ${error.message}`)
    program = result.program as unknown as Node
    parsed.set(key, program)
  }
  return program
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** The nodes right under a node, with the name of the field each stands in. */
export function* children(node: Node): Generator<[field: string, child: Node]> {
  for (const [field, value] of Object.entries(node)) {
    if (isNode(value)) yield [field, value]
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) yield [field, item]
  }
}

/** Visits a node and all below it. `visit` returns false to stay out of what is below. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | undefined, field: string) => boolean | undefined,
): void {
  const step = (at: Node, parent: Node | undefined, field: string): void => {
    if (visit(at, parent, field) === false) return
    for (const [name, child] of children(at)) step(child, at, name)
  }
  step(node, undefined, '')
}

/** The line of an offset, from 1. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length
