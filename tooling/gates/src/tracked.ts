import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { root, type Tree } from './tree.ts'

interface Rule {
  readonly what: string
  readonly pattern: RegExp
  /** Judged files; absent: all of them. */
  readonly files?: RegExp
}

// A key that counts from 0 to 9 is made up, and says so.
const rules: readonly Rule[] = [
  {
    what: 'names a package registry',
    pattern: /\b(registry|npmjs|npm|pypi|mirror)\.[a-z0-9-]+\.(org|com|net|io|dev|cloud)\b/,
  },
  { what: 'names a package registry', pattern: /^\s*(@[\w-]+:)?registry\s*=\s*https?:/ },
  { what: 'a path of one machine', pattern: /(?<![\w.:/~-])\/(home|Users|root)\/[\w.-]+/ },
  { what: 'a path of one machine', pattern: /\b[A-Z]:\\(Users|home)\\/ },
  {
    what: 'looks like a key',
    pattern: /\bsk-(?:proj-|ant-|or-v1-)?(?=[A-Za-z0-9]*\d)(?!\w*0123456789)[A-Za-z0-9]{20,}/,
  },
  {
    what: 'looks like a key',
    pattern: /\b(gsk|hf|ghp|gho|npm|xai|r8)_(?=[A-Za-z0-9]*\d)(?!\w*0123456789)[A-Za-z0-9]{20,}/,
  },
  { what: 'looks like a key', pattern: /\b(AKIA[0-9A-Z]{16}|AIza[\w-]{35}|xox[abp]-[\w-]{20,})/ },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'unfinished', pattern: /\b(TODO|FIXME|XXX)\b/, files: /\.(ts|js|mjs|json|ya?ml|sh)$|^\.ci\// },
  {
    what: 'a test that does not run',
    pattern: /\b(test|it|describe|suite)(\.\w+)*\.(only|skip|todo|fails)\b/,
    files: /\.ts$/,
  },
]

/** Nothing that is tracked names a registry, a machine or a key, and nothing is left undone. */
export function tracked(tree: Tree, top = root): string[] {
  const here = [top, dirname(top)].filter((folder) => folder.length > 1 && folder !== tmpdir())
  const ofThisMachine = new RegExp(
    here.map((folder) => `(?<![\\w.~-])${folder.replace(/[^\w/-]/g, '\\$&')}/`).join('|'),
  )
  return tree.paths
    .filter((path) => !/\.(gguf|png|jpe?g|ico|wav|mp3|pdf|zip|gz)$/.test(path))
    .flatMap((path) => {
      const mine = rules.filter(({ files }) => files === undefined || files.test(path))
      return tree
        .read(path)
        .split('\n')
        .flatMap((line, index) => [
          ...mine
            .filter(({ pattern }) => pattern.test(line) && path !== ownPath)
            .map(({ what }) => `${path}:${index + 1}: ${what}: ${clip(line)}`),
          ...(ofThisMachine.test(line)
            ? [`${path}:${index + 1}: a path of this machine: ${clip(line)}`]
            : []),
        ])
    })
}

/** A key must not be repeated in the report. */
const clip = (line: string): string => `${line.trim().slice(0, 24)}…`

const ownPath = 'tooling/gates/src/tracked.ts'
