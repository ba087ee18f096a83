import { members } from './house.ts'
import type { Tree } from './tree.ts'

/** What a reader of any package looks for, in this order. */
export const sections = ['Install', 'Use', 'Options', 'What it can do', 'Errors', 'Dependencies']

/** Every public package has a README of one shape, which names each package that it brings or wants. */
export function readmes(tree: Tree): string[] {
  return members(tree)
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap(({ folder, manifest }) => {
      const path = `packages/${folder}/README.md`
      if (!tree.paths.includes(path)) return [`${path}: missing`]
      const headings = headingsOf(tree.read(path))
      const wrongs: string[] = []
      if (headings[0]?.text !== `# ${manifest.name}`) wrongs.push(`must begin with "# ${manifest.name}"`)
      const found = headings
        .map(({ text }) => text)
        .filter((text) => sections.some((name) => text === `## ${name}`))
      if (found.join() !== sections.map((name) => `## ${name}`).join()) {
        wrongs.push(`must have these headings once, in this order: ${sections.join(' · ')}`)
      }
      const told = headings.find(({ text }) => text === '## Dependencies')?.body ?? ''
      for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
        if (!told.split('\n').some((line) => line.includes(`\`${name}\``))) {
          wrongs.push(`"Dependencies" must name \`${name}\` and say in a line what it is for`)
        }
      }
      return wrongs.map((what) => `${path}: ${what}`)
    })
}

interface Heading {
  readonly text: string
  body: string
}

/** The headings of a Markdown text, each with what stands under it. `#` in a code block is no heading. */
function headingsOf(markdown: string): Heading[] {
  const headings: Heading[] = []
  let fenced = false
  for (const line of markdown.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced
    const last = headings.at(-1)
    if (!fenced && /^#{1,6} /.test(line)) headings.push({ text: line.trim(), body: '' })
    else if (last !== undefined) last.body += `${line}\n`
  }
  return headings
}
