import type { Tree } from './tree.ts'

/** What a package is, which decides whom it may import. */
export type Kind = 'core' | 'provider' | 'layer' | 'store' | 'store-kit' | 'verbs' | 'tool' | 'testing'

interface Room {
  readonly kind: Kind
  /** `everywhere`: Node, Bun, Deno, browsers, workers; but `src/node/`, which only Node sees. */
  readonly runs: 'everywhere' | 'node'
  /** Entries that may call at module level, since nobody imports them for anything else. */
  readonly calling?: readonly string[]
  /** Folders that npm gets beside `dist`, and with `!` those within them that it does not. */
  readonly beside?: readonly string[]
}

const everywhere = (kind: Kind): Room => ({ kind, runs: 'everywhere' })
const node = (kind: Kind): Room => ({ kind, runs: 'node' })

/** Every package of the house, by the name of its folder. A folder that is not in here fails the gates. */
export const house: Readonly<Record<string, Room>> = {
  // The settings entry is one valibot schema: an entry of its own, so that nobody else pays for it.
  core: { kind: 'core', runs: 'everywhere', calling: ['./settings'] },
  'openai-compatible': everywhere('provider'),
  openai: everywhere('provider'),
  groq: everywhere('provider'),
  ollama: everywhere('provider'),
  local: node('provider'),
  cache: everywhere('layer'),
  'sqlite-file': node('store-kit'),
  'cache-memory': everywhere('store'),
  'cache-sqlite': node('store'),
  'cache-redis': node('store'),
  'redis-client': node('store-kit'),
  limits: everywhere('layer'),
  'limits-redis': node('store'),
  usage: everywhere('layer'),
  'usage-sqlite': node('store'),
  'usage-redis': node('store'),
  prices: everywhere('verbs'),
  audio: everywhere('verbs'),
  files: everywhere('verbs'),
  telemetry: everywhere('layer'),
  env: node('tool'),
  cli: node('tool'),
  // Its fixtures are read when it runs; what real servers said is for this repository's own tests.
  testing: { kind: 'testing', runs: 'everywhere', beside: ['fixtures', '!fixtures/recorded'] },
}

/** The fields of a package.json that the gates read. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly description?: string
  readonly license?: string
  readonly type?: string
  readonly private?: boolean
  readonly sideEffects?: unknown
  readonly engines?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
  readonly bin?: string | Readonly<Record<string, string>>
  readonly imports?: Readonly<Record<string, unknown>>
  readonly exports?: Exports
  readonly publishConfig?: { readonly access?: string; readonly exports?: Exports }
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export type Exports = Readonly<Record<string, string | Readonly<Record<string, string | null>>>>

/** A package of the house as it stands in a tree. */
export interface Member {
  /** Its folder's name: `core`. */
  readonly folder: string
  /** Absent where the house does not know it. */
  readonly room: Room | undefined
  readonly manifest: Manifest
  /** Its files under `src`, as paths of the tree. */
  readonly sources: readonly string[]
}

export function members(tree: Tree): Member[] {
  return tree.paths
    .map((path) => /^packages\/([^/]+)\/package\.json$/.exec(path)?.[1])
    .filter((folder) => folder !== undefined)
    .map((folder) => ({
      folder,
      room: house[folder],
      manifest: JSON.parse(tree.read(`packages/${folder}/package.json`)) as Manifest,
      sources: tree.paths.filter(
        (path) => path.startsWith(`packages/${folder}/src/`) && path.endsWith('.ts'),
      ),
    }))
}

/** Must this source run where there is no Node? */
export const isIsomorphic = (member: Member, source: string): boolean =>
  member.room?.runs !== 'node' && !source.startsWith(`packages/${member.folder}/src/node/`)
