import { AiuError, type ProviderManifest } from '@aiu/core'
import { loadEntry } from './load-entry.ts'

/** A manifest, and the folder of its package, from where the packages it needs are seen. */
export interface Candidate {
  readonly manifest: ProviderManifest
  readonly folder?: string | undefined
}

/** What a package's entry `./manifest` exports; `undefined` when the package is not installed. */
export const loadManifests = async (name: string, cwd: string): Promise<readonly Candidate[] | undefined> => {
  const loaded = await loadEntry(name, './manifest', cwd)
  if (!loaded) return undefined
  const { manifest, manifests } = loaded.module as { manifest?: unknown; manifests?: unknown }
  const found = [manifest, ...(Array.isArray(manifests) ? manifests : [])].filter((one) => one !== undefined)
  if (!found.length || !found.every(isManifest))
    throw new AiuError(
      'configuration',
      `The package ${name} is installed, but its entry ./manifest exports no provider manifest.`,
      {
        hint: 'It must export `manifest` (or `manifests`) with an id and a create function: see ProviderManifest of @aiu/core.',
      },
    )
  return found.map((one) => ({ manifest: complete(one), folder: loaded.folder }))
}

const isManifest = (value: unknown): value is ProviderManifest =>
  typeof (value as ProviderManifest | null)?.id === 'string' &&
  typeof (value as ProviderManifest | null)?.create === 'function'

/** What a manifest in plain JavaScript may have left out. */
const complete = (manifest: ProviderManifest): ProviderManifest => ({
  ...manifest,
  title: manifest.title ?? manifest.id,
  kind: manifest.kind ?? 'hosted',
  env: manifest.env ?? {},
  defaults: manifest.defaults ?? {},
  help: manifest.help ?? '',
})
