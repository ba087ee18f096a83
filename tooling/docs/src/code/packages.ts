import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@aiu-tooling/check/command'

/** A package of the house as its package.json has it. */
export interface Package {
  readonly name: string
  readonly folder: string
  readonly description: string
  readonly private: boolean
  /** What an app imports, with the source behind it: `@aiu/core/http`. */
  readonly entries: readonly { readonly specifier: string; readonly source: string }[]
}

interface Manifest {
  readonly name: string
  readonly description?: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | { readonly '@aiu/source'?: string }>>
}

/** Every package under `packages/`, core first. */
export function packages(): readonly Package[] {
  const rank = ({ name }: Package): string => (name === '@aiu/core' ? '' : name)
  return readdirSync(join(root, 'packages'))
    .map((name): Package => {
      const folder = join(root, 'packages', name)
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
      return {
        name: manifest.name,
        folder,
        description: manifest.description ?? '',
        private: manifest.private === true,
        entries: Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) => {
          const source = typeof target === 'string' ? undefined : target['@aiu/source']
          return source ? [{ specifier: manifest.name + entry.slice(1), source: join(folder, source) }] : []
        }),
      }
    })
    .sort((a, b) => rank(a).localeCompare(rank(b)))
}
