import { packages } from '../code/packages.ts'
import { type Exported, exportsOf } from '../code/source.ts'
import { code, page, table } from '../markdown.ts'

const isType = ({ kinds }: Exported): boolean => kinds.every((kind) => kind === 'type')

/** What each package gives, entry by entry. */
export const exportsPage = (): string =>
  page(
    'What each package exports',
    'the entries of `packages/*`',
    'What runs comes first, types after it. The sentence beside a name is the first one of its doc comment; the editor shows the rest.',
    ...packages().flatMap(({ name, description, private: unpublished, entries }) => [
      `## ${name}`,
      description + (unpublished ? ' Not published yet.' : ''),
      ...entries.flatMap(({ specifier, source }) => [
        `### \`${specifier}\``,
        table(
          ['name', 'is a', 'what it is'],
          exportsOf(source)
            .toSorted((a, b) => Number(isType(a)) - Number(isType(b)))
            .map((one) => [code(one.name), one.kinds.join(', '), one.about]),
        ),
      ]),
    ]),
  )
