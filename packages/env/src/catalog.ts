import { AiuError, type Warning } from '@aiu/core'
import { PACKAGE_NAME } from './find-package.ts'
import { canonicalId, DEFAULT_ORDER, KNOWN_PACKAGES, PACKAGE_OF } from './known-packages.ts'
import { type Candidate, loadManifests } from './load-manifests.ts'
import type { FromEnvOptions } from './options.ts'

/** Every provider at hand, and the search for one by name. */
export interface Catalog {
  /** Of the app's own manifests and the known packages that are installed. */
  readonly candidates: readonly Candidate[]
  /** Known packages that are installed and cannot be loaded. */
  readonly warnings: readonly Warning[]
  /**
   * By id, or by the name of its package, "its-package" or "its-package/id".
   * @throws AiuError `configuration`: there is none, with the package to install where it is known.
   */
  named(name: string, setBy: string): Promise<Candidate>
}

export const openCatalog = async (
  { providers = [], packages = KNOWN_PACKAGES, lastResort }: FromEnvOptions,
  cwd: string,
): Promise<Catalog> => {
  const loaded = await Promise.allSettled(packages.map((name) => loadManifests(name, cwd)))
  const broken = new Map<string, Error>()
  const candidates: Candidate[] = []
  const add = (candidate: Candidate): void => {
    if (!candidates.some(({ manifest }) => manifest.id === candidate.manifest.id)) candidates.push(candidate)
  }
  for (const manifest of providers) add({ manifest })
  for (const [at, name] of packages.entries()) {
    const one = loaded[at]
    if (one?.status === 'fulfilled') one.value?.forEach(add)
    else if (one) broken.set(name, one.reason as Error)
  }
  const nameable = [...candidates, ...(lastResort ? [{ manifest: lastResort }] : [])]
  const byId = (id: string): Candidate | undefined =>
    nameable.find(({ manifest }) => manifest.id === id) ??
    nameable.find(({ manifest }) => manifest.id === canonicalId(id))
  return {
    candidates,
    warnings: [...broken.values()].map(({ message }) => ({ code: 'package-broken', message })),
    named: async (name, setBy) =>
      byId(name) ?? (await inPackage(name, setBy, cwd)) ?? unknown(name, setBy, broken),
  }
}

/** The errors that say no more than that a known package is not there, which a list of several may pass by. */
export const NOT_INSTALLED = new WeakSet<AiuError>()

const inPackage = async (name: string, setBy: string, cwd: string): Promise<Candidate | undefined> => {
  if (PACKAGE_OF[canonicalId(name)]) return undefined
  const [, packageName = '', id] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(name) ?? []
  if (!PACKAGE_NAME.test(packageName)) return undefined
  const found = await loadManifests(packageName, cwd)
  if (!found) return undefined
  const ids = found.map(({ manifest }) => manifest.id)
  const chosen =
    id === undefined && found.length === 1 ? found[0] : found.find(({ manifest }) => manifest.id === id)
  if (chosen) return chosen
  throw new AiuError(
    'configuration',
    id === undefined
      ? `${setBy} is ${name}, a package with several providers: ${ids.join(', ')}.`
      : `${setBy} is ${name}, but ${packageName} has no provider ${id}, only: ${ids.join(', ')}.`,
    { hint: `Name one: ${ids.map((one) => `${packageName}/${one}`).join(', ')}.` },
  )
}

const unknown = (name: string, setBy: string, broken: ReadonlyMap<string, Error>): never => {
  const packages = PACKAGE_OF[canonicalId(name)]
  for (const one of packages ?? []) {
    const error = broken.get(one)
    if (error) throw error
  }
  if (packages) {
    const error = new AiuError(
      'configuration',
      `${setBy} is ${name}, but its package ${packages.join(' or ')} is not installed.`,
      {
        hint: packages.map((one) => `npm install ${one}`).join(', or: '),
      },
    )
    NOT_INSTALLED.add(error)
    throw error
  }
  throw new AiuError(
    'configuration',
    `${setBy} is ${name}, which is neither a known provider nor the name of an installed package.`,
    {
      hint: `Use auto, or one of: ${[...DEFAULT_ORDER].sort().join(', ')}.${
        PACKAGE_NAME.test(name) ? ` If it is the package of a provider: npm install ${name}` : ''
      }`,
    },
  )
}
