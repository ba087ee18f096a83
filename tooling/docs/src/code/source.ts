import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { packages } from './packages.ts'

type Program = ReturnType<typeof parseSync>['program']
type Statement = Program['body'][number]

/** What a name is, and the first sentence of its doc comment. */
export interface Exported {
  readonly name: string
  readonly kinds: readonly ('function' | 'class' | 'value' | 'type')[]
  readonly about: string
}

interface Source {
  readonly path: string
  readonly text: string
  readonly body: readonly Statement[]
  readonly comments: readonly { readonly value: string; readonly start: number; readonly end: number }[]
}

const read = new Map<string, Source>()

function source(path: string): Source {
  let known = read.get(path)
  if (!known) {
    const text = readFileSync(path, 'utf8')
    const { program, comments, errors } = parseSync(path, text, { sourceType: 'module', lang: 'ts' })
    if (errors[0]) throw new Error(`${path}: ${errors[0].message}`)
    known = { path, text, body: program.body, comments }
    read.set(path, known)
  }
  return known
}

/** The names that an entry exports, in the order they stand there. */
export function exportsOf(path: string): readonly Exported[] {
  return source(path).body.flatMap((statement) => {
    if (statement.type === 'ExportAllDeclaration') return exportsOf(beside(path, statement.source.value))
    if (statement.type !== 'ExportNamedDeclaration') return []
    if (statement.declaration) return declared(path).filter(({ statement: one }) => one === statement)
    return statement.specifiers.map(({ local, exported }) => ({
      ...found(statement.source ? beside(path, statement.source.value) : path, nameOf(local)),
      name: nameOf(exported),
    }))
  })
}

/** A name where it is declared, however often it is passed on before. */
function found(path: string, name: string): Exported {
  const here = declared(path).filter((one) => one.name === name)
  const [first] = here
  if (first) return { name, about: first.about, kinds: [...new Set(here.flatMap(({ kinds }) => kinds))] }
  const passed = exportsOf(path).find((one) => one.name === name)
  if (!passed) throw new Error(`${path} has no ${name}`)
  return passed
}

interface Declared extends Exported {
  readonly statement: Statement
}

function declared(path: string): readonly Declared[] {
  const { body } = source(path)
  return body.flatMap((statement): readonly Declared[] => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    const about = (): string => firstSentence(commentBefore(path, statement.start))
    switch (declaration?.type) {
      case 'FunctionDeclaration':
      case 'TSDeclareFunction':
        return [{ name: declaration.id?.name ?? '', kinds: ['function'], about: about(), statement }]
      case 'ClassDeclaration':
        return [{ name: declaration.id?.name ?? '', kinds: ['class'], about: about(), statement }]
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        return [{ name: declaration.id.name, kinds: ['type'], about: about(), statement }]
      case 'VariableDeclaration':
        return declaration.declarations.flatMap(({ id, init }) =>
          id.type === 'Identifier'
            ? [
                {
                  name: id.name,
                  kinds: [init?.type === 'ArrowFunctionExpression' ? 'function' : 'value'] as const,
                  about: about(),
                  statement,
                },
              ]
            : [],
        )
      default:
        return []
    }
  })
}

function commentBefore(path: string, start: number): string {
  const { comments, text } = source(path)
  const last = comments.filter(({ end }) => end <= start).at(-1)
  return last?.value.startsWith('*') && !text.slice(last.end, start).trim() ? last.value : ''
}

/** Up to a full stop that ends a sentence, or to the first tag. */
function firstSentence(comment: string): string {
  const plain = comment
    .replace(/^\s*\*+ ?/gm, '')
    .replace(/(^|\s)@(?!aiu\/)\w+[\s\S]*$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  return /^.*?[.!?](?=\s[A-Z`(]|$)/.exec(plain)?.[0] ?? plain
}

const beside = (path: string, specifier: string): string =>
  specifier.startsWith('.') ? join(dirname(path), specifier) : ofPackage(specifier)

/** What a package passes on of another one's. */
function ofPackage(specifier: string): string {
  const entry = packages()
    .flatMap(({ entries }) => entries)
    .find((one) => one.specifier === specifier)
  if (!entry) throw new Error(`There is no ${specifier}.`)
  return entry.source
}
const nameOf = (name: { readonly name: string } | { readonly value: string }): string =>
  'name' in name ? name.name : name.value
