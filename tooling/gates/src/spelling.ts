import type { Tree } from './tree.ts'

/** The stems of British words, and what an American writes. A stem of one word must not stand in another. */
const stems: readonly (readonly [british: string, american: string])[] = [
  ['behaviour', 'behavior'],
  ['colour', 'color'],
  ['favour', 'favor'],
  ['flavour', 'flavor'],
  ['honour', 'honor'],
  ['neighbour', 'neighbor'],
  ['labelled', 'labeled'],
  ['labelling', 'labeling'],
  ['modelled', 'modeled'],
  ['modelling', 'modeling'],
  ['signalled', 'signaled'],
  ['signalling', 'signaling'],
  ['cancelled', 'canceled'],
  ['cancelling', 'canceling'],
  ['centre', 'center'],
  ['defence', 'defense'],
  ['licence', 'license'],
  ['fulfils', 'fulfills'],
  ['analys(?:e|ed|es|ing)\\b', 'analyze'],
  ...[
    'author',
    'categor',
    'custom',
    'emphas',
    'final',
    'general',
    'initial',
    'maxim',
    'minim',
    'normal',
    'optim',
    'organ',
    'priorit',
    'recogn',
    'sanit',
    'serial',
    'special',
    'standard',
    'summar',
    'synchron',
    'token',
    'util',
  ].map((stem) => [`${stem}is(?:e|ed|er|ers|es|ing|ation)\\b`, `${stem}ize`] as const),
]
const patterns = stems.map(([british, american]) => [new RegExp(british, 'i'), american] as const)

/** A word in quotes of its own is a vendor's: OpenAI says `'cancelled'` on the wire. */
const quoted = /(['"`])[\w-]+\1/g

const judged =
  /^(packages\/[^/]+\/(src\/.*\.ts|README\.md)|(tooling|examples)\/.*\.ts|docs\/.*\.md|[^/]+\.md)$/

/** American English, so that nobody has to guess how a name is spelled. */
export function spelling(tree: Tree): string[] {
  return tree.paths
    .filter((path) => judged.test(path) && !path.includes('/fixtures/') && path !== ownPath)
    .flatMap((path) =>
      tree
        .read(path)
        .split('\n')
        .flatMap((line, index) =>
          patterns
            // camelCase is words too
            .map(([pattern, american]) => [pattern.exec(line.replace(quoted, ''))?.[0], american] as const)
            .filter(([found]) => found !== undefined)
            .map(([found, american]) => `${path}:${index + 1}: "${found}": write ${american}`),
        ),
    )
}

/** This list must name them. */
const ownPath = 'tooling/gates/src/spelling.ts'
