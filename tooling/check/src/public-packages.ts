import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './command.ts'

export interface PublicPackage {
  readonly name: string
  readonly folder: string
  readonly exports: readonly string[]
  /** Packages that npm must find somewhere. */
  readonly needs: readonly string[]
  /** Optional peers: an entry may need one, and the others must work without. */
  readonly optional: readonly string[]
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** The packages that are published. */
export async function publicPackages(): Promise<PublicPackage[]> {
  const folders = (await readdir(join(root, 'packages'))).sort().map((name) => join(root, 'packages', name))
  const all = await Promise.all(
    folders.map(
      async (folder) =>
        [folder, JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest] as const,
    ),
  )
  return all
    .filter(([, manifest]) => manifest.private !== true)
    .map(([folder, { name, exports, dependencies, peerDependencies = {}, peerDependenciesMeta = {} }]) => {
      const optional = Object.keys(peerDependencies).filter(
        (peer) => peerDependenciesMeta[peer]?.optional === true,
      )
      const peers = Object.keys(peerDependencies).filter((peer) => !optional.includes(peer))
      return {
        name,
        folder,
        exports: Object.keys(exports).filter((entry) => entry !== './package.json'),
        needs: [...Object.keys(dependencies ?? {}), ...peers],
        optional,
      }
    })
}

/** Those that need nothing but each other, so that they can be installed with no registry at hand. */
export function selfContained(all: readonly PublicPackage[]): PublicPackage[] {
  let left = [...all]
  for (;;) {
    const names = new Set(left.map(({ name }) => name))
    const next = left.filter(({ needs }) => needs.every((need) => names.has(need)))
    if (next.length === left.length) return next
    left = next
  }
}
