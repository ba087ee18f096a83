import { code, codes, page, table } from '../markdown.ts'
import { CAPABILITIES } from '../overview/capabilities.ts'
import { CODES } from '../overview/codes.ts'
import { SECTIONS } from '../overview/index.ts'
import type { Row } from '../overview/row.ts'
import { OVERVIEW_SETTINGS } from '../overview/settings.ts'

const cells = (row: Row): readonly [string, string, string] => {
  if ('dropped' in row) return [row.theirs, 'dropped', row.dropped]
  if ('later' in row)
    return [
      row.theirs,
      row.later ? `to come: ${code(row.later)}` : 'to come, in a package without a name yet',
      row.note,
    ]
  return [row.theirs, `${codes(row.names)} of ${code(row.from)}`, row.note]
}

const HEAD = ['theirs', 'ours', 'remark'] as const

const INTRODUCTION = `AI Utilities, a Python library, is the system that \`@aiu\` carries over to TypeScript. This page goes through the names of its
overview and says what became of each. "\`ask\` of \`@aiu/core\`" stands for \`import { ask } from '@aiu/core'\`: a test imports every
one of them. What is to come is marked with its package.`

/** Each name of the system carried over, and what became of it. */
export const overviewPage = (): string =>
  page(
    'From the overview',
    '`tooling/docs/src/overview/`',
    INTRODUCTION,
    ...SECTIONS.flatMap(({ title, about, rows }) => [
      `## ${title}`,
      ...(about ? [about] : []),
      table(HEAD, rows.map(cells)),
    ]),
    '## Error codes',
    'Numbers have become words. They are permanent, and narrow the type of an error.',
    table(
      ['theirs', 'about', 'ours'],
      CODES.map(([theirs, about, ours]) => [
        code(theirs),
        about,
        typeof ours === 'string' ? `[\`${ours}\`](errors.md#${ours})` : `none: ${ours.none}`,
      ]),
    ),
    '## Variables',
    'Their names are the same. What each means, and whether anything obeys it yet: [settings](settings.md).',
    table(
      ['variable', 'theirs', 'ours', 'remark'],
      OVERVIEW_SETTINGS.map(([env, theirs, ours, remark = '']) => [
        code(env),
        theirs,
        ours ? code(ours) : 'dropped',
        remark,
      ]),
    ),
    '## Capabilities',
    'The table of abilities, in its own order and by its own numbers.',
    table(
      ['no.', ...HEAD],
      CAPABILITIES.map((row, index) => [String(index + 1), ...cells(row)]),
    ),
  )
