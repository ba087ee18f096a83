import { type Exports, isIsomorphic, type Member, members } from './house.ts'
import type { Tree } from './tree.ts'

/** The Node that packages promise; CI runs it. */
const nodeFloor = '>=22.19'

/** Every package.json says what the house promises, and its exports lead to sources that are there. */
export function manifests(tree: Tree): string[] {
  const licensed = tree.paths.includes('LICENSE')
  const wrongs = members(tree).flatMap((member) => {
    const where = `packages/${member.folder}/package.json`
    return [...fields(member), ...exported(member, tree), ...published(member), ...bins(member, tree)].map(
      (what) => `${where}: ${what}`,
    )
  })
  // pnpm puts the root's LICENSE into each tarball; the check of the packed packages sees that it did.
  return licensed ? wrongs : ['LICENSE: missing in the root, from where each tarball gets it', ...wrongs]
}

function fields({ folder, manifest, room }: Member): string[] {
  const wrongs: string[] = []
  const must = (holds: boolean, what: string) => {
    if (!holds) wrongs.push(what)
  }
  must(manifest.name === `@aiu/${folder}`, `"name" must be @aiu/${folder}`)
  must(/^\d+\.\d+\.\d+/.test(manifest.version ?? ''), '"version" is missing')
  must((manifest.description ?? '').length >= 20, '"description" must say what it is')
  must(manifest.license === 'MIT', '"license" must be MIT')
  must(manifest.type === 'module', '"type" must be module')
  must(manifest.sideEffects === false, '"sideEffects" must be false')
  must(manifest.engines?.node === nodeFloor, `"engines.node" must be ${nodeFloor}`)
  const files = JSON.stringify(['dist', ...(room?.beside ?? [])])
  must(manifest.private === true || JSON.stringify(manifest.files) === files, `"files" must be ${files}`)
  must(manifest.publishConfig?.access === 'public', '"publishConfig.access" must be public')
  must(manifest.scripts?.build !== undefined, 'no script "build"')
  return wrongs
}

/** The nulls end a wrong import when the app is built; publint wants them after "types". */
const nulls = { browser: null, workerd: null, 'edge-light': null }

function exported(member: Member, tree: Tree): string[] {
  const { folder, manifest } = member
  const entries = Object.entries(manifest.exports ?? {})
  const wrongs: string[] = []
  if (manifest.exports?.['.'] === undefined) wrongs.push('no export "."')
  if (manifest.exports?.['./package.json'] !== './package.json') wrongs.push('no export "./package.json"')
  for (const [name, target] of entries) {
    if (name === './package.json') continue
    const source = typeof target === 'string' ? undefined : target['@aiu/source']
    if (typeof source !== 'string') {
      wrongs.push(`export "${name}" has no "@aiu/source"`)
      continue
    }
    const path = `packages/${folder}/${source.replace(/^\.\//, '')}`
    if (!tree.paths.includes(path)) wrongs.push(`export "${name}": no file ${path}`)
    const built = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '')
    const guarded = member.room?.runs !== 'node' && !isIsomorphic(member, path)
    const wanted = {
      '@aiu/source': source,
      types: `${built}.d.ts`,
      ...(guarded ? nulls : {}),
      default: `${built}.js`,
    }
    if (JSON.stringify(target) !== JSON.stringify(wanted)) {
      wrongs.push(`export "${name}" must be, in this order, ${JSON.stringify(wanted)}`)
    }
  }
  return wrongs
}

/** What npm gets is the same without the sources, which stand in no tarball. */
function published({ manifest }: Member): string[] {
  const wanted: Exports = Object.fromEntries(
    Object.entries(manifest.exports ?? {}).map(([name, target]) => [
      name,
      typeof target === 'string'
        ? target
        : Object.fromEntries(Object.entries(target).filter(([condition]) => condition !== '@aiu/source')),
    ]),
  )
  const same = JSON.stringify(manifest.publishConfig?.exports) === JSON.stringify(wanted)
  return same ? [] : ['"publishConfig.exports" must be "exports" without "@aiu/source"']
}

function bins({ folder, manifest }: Member, tree: Tree): string[] {
  const targets = typeof manifest.bin === 'string' ? [manifest.bin] : Object.values(manifest.bin ?? {})
  return targets
    .map(
      (target) =>
        [
          target,
          target.replace(/^(\.\/)?dist\//, `packages/${folder}/src/`).replace(/\.js$/, '.ts'),
        ] as const,
    )
    .filter(([, source]) => !tree.paths.includes(source))
    .map(([target, source]) => `bin ${target}: no file ${source}`)
}
