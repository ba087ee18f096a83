import { isNode, lineOf, type Node, parse, walk } from './syntax.ts'

export interface Import {
  /** What stands between the quotes; undefined where `import()` computes it. */
  readonly specifier: string | undefined
  /** `type`: gone in the JavaScript, but there in the .d.ts, so the arrows hold for it as well. */
  readonly how: 'static' | 'type' | 'dynamic'
  readonly line: number
}

const literal = (node: unknown): string | undefined =>
  isNode(node) && node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined

/** `import type`, or an import whose every name is a type. `import 'x'` and `import {} from 'x'` run x. */
function isTypeOnly(node: Node): boolean {
  if (node.importKind === 'type' || node.exportKind === 'type') return true
  const names = (node.specifiers as readonly Node[] | undefined) ?? []
  return names.length > 0 && names.every((name) => name.importKind === 'type' || name.exportKind === 'type')
}

/** Everything that a source imports: statements, re-exports, `import()`, `import('x').T`, `import x = require()`. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = []
  const add = (node: Node, specifier: string | undefined, how: Import['how']) =>
    found.push({ specifier, how, line: lineOf(text, node.start) })
  walk(parse(path, text), (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        if (isNode(node.source)) add(node, literal(node.source), isTypeOnly(node) ? 'type' : 'static')
        break
      case 'ImportExpression':
        add(node, literal(node.source), 'dynamic')
        break
      case 'TSImportType':
        add(node, literal(node.source), 'type')
        break
      case 'TSExternalModuleReference':
        add(node, literal(node.expression), 'static')
        break
    }
    return undefined
  })
  return found
}

/** `@aiu/core/http` → `@aiu/core`; undefined for a relative specifier. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('/')) return undefined
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]
}
