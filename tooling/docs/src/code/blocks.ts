/** A block of TypeScript in a Markdown text. */
export interface Block {
  /** The line its text begins on, from 1. */
  readonly line: number
  /** What stands after the word that names the language. */
  readonly mark: string
  readonly text: string
}

interface Fence extends Block {
  readonly language: string
}

function fencesOf(markdown: string): readonly Fence[] {
  const fences: Fence[] = []
  let open: { language: string; mark: string; line: number; ticks: string; text: string[] } | undefined
  for (const [index, text] of markdown.split('\n').entries()) {
    const [, ticks = '', language = '', mark = ''] = /^(`{3,})(\w*) *(.*)$/.exec(text) ?? []
    if (!open && ticks) open = { language, mark, line: index + 2, ticks, text: [] }
    else if (open && text === open.ticks) {
      fences.push({ ...open, text: open.text.map((line) => `${line}\n`).join('') })
      open = undefined
    } else open?.text.push(text)
  }
  return fences
}

/**
 * The blocks to be checked, marked `ts`: a module each; `ts more` goes on from the block before it; `ts some/file.ts` is the text of
 * that file. What is not to be checked is marked `text`; another word for the language would be checked by nobody, so it throws.
 */
export function blocksOf(path: string, markdown: string): readonly Block[] {
  const odd = fencesOf(markdown).find(({ language }) =>
    /^(typescript|javascript|tsx|jsx|js|mjs|mts)$/.test(language),
  )
  if (odd) throw new Error(`${path}:${odd.line}: a block marked "${odd.language}": mark it ts, or text`)
  return fencesOf(markdown).filter(({ language }) => language === 'ts')
}

/** Blocks as modules, each line where it stands in the Markdown, so that the compiler tells the place. */
export function modulesOf(
  blocks: readonly Block[],
): readonly { readonly line: number; readonly text: string }[] {
  const modules: { line: number; text: string }[] = []
  for (const { line, mark, text } of blocks) {
    const before = mark === 'more' ? modules.pop() : undefined
    const above = before?.text ?? ''
    const padding = '\n'.repeat(Math.max(0, line - above.split('\n').length))
    modules.push({ line: before?.line ?? line, text: above + padding + text })
  }
  return modules
}
