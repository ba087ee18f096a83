import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AiuError, type AnyProvider, isAiuError, type ProviderSettings, redact } from '@aiu/core'
import { appFolders, findPackage } from './find-package.ts'
import type { Candidate } from './load-manifests.ts'

const here = dirname(fileURLToPath(import.meta.url))

/** The packages a manifest needs that are not installed. */
export const missingPackages = ({ manifest, folder }: Candidate, cwd: string): readonly string[] =>
  (manifest.needs ?? []).filter(
    (name) =>
      ![...(folder ? [folder] : []), ...appFolders(cwd), here].some((from) => findPackage(name, from)),
  )

/** The provider of a manifest. @throws AiuError `configuration` unless the manifest throws one of its own. */
export const createProvider = async (
  candidate: Candidate,
  settings: ProviderSettings,
  cwd: string,
): Promise<AnyProvider> => {
  const { title, help, id, create } = candidate.manifest
  const missing = missingPackages(candidate, cwd)
  if (missing.length)
    throw new AiuError('configuration', `${title} needs ${missing.join(' and ')}, which is not installed.`, {
      hint: `npm install ${missing.join(' ')}`,
      provider: id,
    })
  try {
    return await create(settings)
  } catch (cause) {
    if (isAiuError(cause)) throw cause
    const { apiKey } = settings
    const why = redact(cause instanceof Error ? cause.message : String(cause), apiKey ? [apiKey] : [])
    throw new AiuError('configuration', `${title} could not be set up: ${why}`, {
      cause,
      ...(help ? { hint: help } : undefined),
      provider: id,
    })
  }
}
