/** A table row's cell: on one line, with the bars of its text kept. */
const cell = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')

/** A Markdown table; every row has as many cells as the head. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

export const code = (text: string): string => `\`${text}\``

export const codes = (texts: readonly string[]): string => texts.map(code).join(', ')

export const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n')

/** A generated page: its parts with an empty line between, and where it comes from. */
export const page = (title: string, source: string, ...parts: readonly string[]): string =>
  `${[`# ${title}`, `<!-- Made by \`npm run docs\` from ${source}. Change it there. -->`, ...parts].join('\n\n')}\n`
