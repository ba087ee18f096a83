import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { AiuError, type ProviderManifest } from '@aiu/core'
import { appFolders, findPackage } from './find-package.ts'
import { importConditions, resolveExport } from './resolve-export.ts'

/** A manifest, and the folder of its package, from where the packages it needs are seen. */
export interface Candidate {
  readonly manifest: ProviderManifest
  readonly folder?: string | undefined
}

const here = dirname(fileURLToPath(import.meta.url))

/**
 * What a package's entry `./manifest` exports; `undefined` when the package is not installed. Looked for as the app sees it, then
 * as this package does: a strict package manager shows each its own dependencies only.
 */
export const loadManifests = async (name: string, cwd: string): Promise<readonly Candidate[] | undefined> => {
  const inApp = appFolders(cwd).flatMap((from) => findPackage(name, from) ?? [])[0]
  const folder = inApp ?? findPackage(name, here)
  if (folder === undefined) return undefined
  const module = await importEntry(name, inApp)
  const { manifest, manifests } = module as { manifest?: unknown; manifests?: unknown }
  const found = [manifest, ...(Array.isArray(manifests) ? manifests : [])].filter((one) => one !== undefined)
  if (!found.length || !found.every(isManifest))
    throw new AiuError(
      'configuration',
      `The package ${name} is installed, but its entry ./manifest exports no provider manifest.`,
      {
        hint: 'It must export `manifest` (or `manifests`) with an id and a create function: see ProviderManifest of @aiu/core.',
      },
    )
  return found.map((one) => ({ manifest: complete(one), folder }))
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

const importEntry = async (name: string, folder: string | undefined): Promise<object> => {
  try {
    if (!folder) return (await import(`${name}/manifest`)) as object
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      exports?: unknown
    }
    const file = resolveExport(exports, './manifest', importConditions())
    if (!file) throw new Error('it has no such entry')
    return (await import(pathToFileURL(join(folder, file)).href)) as object
  } catch (cause) {
    throw new AiuError(
      'configuration',
      `The package ${name} is installed, but its entry ./manifest cannot be loaded: ${(cause as Error).message}`,
      { cause, hint: `Install ${name} anew, or ask its author for an entry ./manifest.` },
    )
  }
}
