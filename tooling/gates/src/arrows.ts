import { posix } from 'node:path'
import { isIsomorphic, type Kind, type Manifest, type Member, members } from './house.ts'
import { type Import, importsOf, packageOf } from './imports.ts'
import type { Tree } from './tree.ts'

/** What a package of each kind may import of the house at any time, types included. */
const allowed: Readonly<Record<Kind, readonly RegExp[]>> = {
  core: [],
  provider: [/^@aiu\/core(\/|$)/, /^@aiu\/openai-compatible\/wire$/],
  layer: [/^@aiu\/core(\/|$)/],
  // What a layer has for those who write its stores, and how the stores of one technology reach it.
  store: [/^@aiu\/core(\/|$)/, /^@aiu\/usage\/sums$/, /^@aiu\/(redis-client|sqlite-file)$/],
  'store-kit': [/^@aiu\/core(\/|$)/],
  verbs: [/^@aiu\/core(\/|$)/],
  tool: [/^@aiu\/core(\/|$)/],
  testing: [/^@aiu\/core(\/|$)/, /^@aiu\/openai-compatible\/wire$/],
}

/** Tools load the rest when they need it; nobody loads these. */
const neverLoaded = new Set(['@aiu/cli', '@aiu/testing'])

/** Packages whose runtime is their own code alone. */
const bare = new Set(['core', 'openai-compatible'])

/** Who may import whom. */
export function arrows(tree: Tree): string[] {
  const all = members(tree)
  return all.flatMap((member) => {
    if (member.room === undefined) {
      return [`packages/${member.folder}: not in the house (tooling/gates/src/house.ts): what kind is it?`]
    }
    return [
      ...dependencies(member),
      ...member.sources.flatMap((path) =>
        importsOf(path, tree.read(path))
          .map((entry) => [entry, wrong(member, path, entry, all)] as const)
          .filter(([, what]) => what !== undefined)
          .map(([entry, what]) => `${path}:${entry.line}: ${what}`),
      ),
    ]
  })
}

function wrong(member: Member, path: string, entry: Import, all: readonly Member[]): string | undefined {
  const { specifier } = entry
  if (specifier === undefined) {
    return isIsomorphic(member, path) ? 'a computed import(): no bundler can follow it' : undefined
  }
  const name = packageOf(specifier)
  if (name === undefined) return leaves(path, specifier)
  if (specifier.startsWith('node:')) return undefined // told by the gate of the built-ins
  // A name of the package's own, which its package.json leads to one source or another.
  if (specifier in (member.manifest.imports ?? {})) return undefined
  const own = member.manifest.name
  if (name === own) return `imports itself by name (${specifier}): use the relative path`
  if (name.startsWith('@aiu/')) return inHouse(member, path, entry, specifier, all)
  if (!isDeclared(name, member.manifest)) {
    return `imports ${name}, which is neither a dependency nor a peer of ${own}`
  }
  return undefined
}

function inHouse(
  member: Member,
  path: string,
  entry: Import,
  specifier: string,
  all: readonly Member[],
): string | undefined {
  const { room, folder } = member
  if (room === undefined) return undefined
  const deep = notAnEntry(specifier, all)
  if (deep !== undefined) return deep
  const name = packageOf(specifier) ?? ''
  if (neverLoaded.has(name)) return `nothing imports ${name}`
  if (isIsomorphic(member, path) && /\/node$/.test(specifier))
    return `${specifier} is for Node; this source is not`
  const anyTime = allowed[room.kind].some((pattern) => pattern.test(specifier))
  if (anyTime) return undefined
  if (room.kind === 'tool') {
    return entry.how === 'dynamic'
      ? undefined
      : `a tool loads ${specifier} with import() only, types included`
  }
  return `a ${room.kind} (${folder}) may not import ${specifier}`
}

/** `@aiu/x/src/...`, or a sub-path that x does not export. */
function notAnEntry(specifier: string, all: readonly Member[]): string | undefined {
  const name = packageOf(specifier)
  const target = all.find(({ manifest }) => manifest.name === name)
  if (target === undefined)
    return /\/(src|dist)(\/|$)/.test(specifier) ? `${specifier} is a deep import` : undefined
  const entry = specifier === name ? '.' : `.${specifier.slice(name?.length)}`
  return entry in (target.manifest.exports ?? {})
    ? undefined
    : `${specifier} is a deep import: ${name} has no entry ${entry}`
}

function leaves(path: string, specifier: string): string | undefined {
  const home = path.split('/').slice(0, 2).join('/')
  const target = posix.normalize(posix.join(posix.dirname(path), specifier))
  return target.startsWith(`${home}/`) ? undefined : `${specifier} leaves the package`
}

const isDeclared = (name: string, manifest: Manifest): boolean =>
  name in { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }

/** One copy of core in an app, and nothing that its user did not ask for. */
function dependencies({ folder, manifest, room }: Member): string[] {
  const where = `packages/${folder}/package.json`
  const wrongs: string[] = []
  const runtime = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
  if (bare.has(folder) && runtime.length > 0) {
    wrongs.push(`${where}: ${manifest.name} has no runtime dependency, but names ${runtime.join(', ')}`)
  }
  if (room?.kind === 'core') {
    const ours = Object.keys({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
      ...manifest.devDependencies,
    }).filter((name) => name.startsWith('@aiu/'))
    if (ours.length > 0)
      wrongs.push(`${where}: core knows no package of the house, but names ${ours.join(', ')}`)
    return wrongs
  }
  if (manifest.peerDependencies?.['@aiu/core'] !== 'workspace:^') {
    wrongs.push(`${where}: @aiu/core must be a peer ("workspace:^"), so that an app has one copy`)
  }
  if (runtime.includes('@aiu/core')) wrongs.push(`${where}: @aiu/core is a peer, not a dependency`)
  return wrongs
}

/** Tests, examples and tools: they may import anything by its public name, and nothing by a path into another package. */
export function shortcuts(tree: Tree): string[] {
  const all = members(tree)
  return tree.paths
    .filter(
      (path) =>
        /^(packages\/[^/]+\/test|examples|tooling)\/.*\.ts$/.test(path) && !path.includes('/fixtures/'),
    )
    .flatMap((path) =>
      importsOf(path, tree.read(path)).flatMap(({ specifier, line }) => {
        if (specifier === undefined) return []
        const name = packageOf(specifier)
        const what =
          name === undefined
            ? leaves(path, specifier)
            : name.startsWith('@aiu/')
              ? notAnEntry(specifier, all)
              : undefined
        return what === undefined ? [] : [`${path}:${line}: ${what}`]
      }),
    )
}
