/** An app of a line or two, and what it may weigh. */
export interface SizeRow {
  readonly name: string
  readonly code: string
  /** Bytes, min + gzip -9. A kB is 1,000 of them. */
  readonly ceiling: number
  /**
   * What must not stand in the bundle, neither in its text nor in the path of a file that gave it bytes. A ceiling drifts with
   * every change; this names the one that went wrong.
   */
  readonly without: readonly string[]
}

/** Never in anything that a browser downloads. */
const never = [
  'node_modules/',
  'process.env',
  'node:',
  'src/node/',
  'src/settings/',
  'dist/node/',
  'dist/settings/',
]
/** The verbs that an app pays for only when it imports them, by the file that holds each. */
const verbs = [
  'ask-many',
  'ask-json',
  'stream-json',
  'run-tools',
  'embed',
  'list-models',
  'generate-image',
  'create-client',
]
const allBut = (...used: string[]) => [
  ...never,
  ...verbs.filter((verb) => !used.includes(verb)).map((verb) => `/verbs/${verb}.`),
]

/** The bundles that have a ceiling: the gates hold it, `npm run size` prints it. */
export const sizeTable: readonly SizeRow[] = [
  {
    name: 'ask + stream + openaiCompatible',
    code: `export { ask, stream } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`,
    ceiling: 7850,
    without: [...allBut(), 'layers/wrap', 'layers/observe', '/presets/', 'manifest'],
  },
  {
    name: 'createClient + openaiCompatible',
    code: `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`,
    ceiling: 12_400,
    without: [...never, '/presets/', 'manifest'],
  },
]
