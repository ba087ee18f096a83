import type { Detected, ProviderManifest, ProviderSettings } from '@aiu/core'
import type { LocalProgress } from './progress.ts'

export const manifest: ProviderManifest = {
  id: 'local',
  title: 'Local model',
  package: '@aiu/local',
  kind: 'process',
  env: { model: ['AIU_LOCAL_MODEL'] },
  defaults: {},
  help: 'Put a .gguf file into ~/.cache/aiu/models or name it in AIU_LOCAL_MODEL; without one a small model (100 MB) is downloaded.',
  needs: ['node-llama-cpp'],

  async create({ model, onProgress }) {
    const { local } = await import('./local.ts')
    return local({ model, onProgress: onProgress && inSteps(onProgress) })
  },

  /** A look at the disk: loads and downloads nothing. */
  async detect({ model }: ProviderSettings): Promise<Detected | undefined> {
    const [{ findModel, folderOf }, { shortPath }, { DEFAULT_MODEL }] = await Promise.all([
      import('./files/find-model.ts'),
      import('./files/cache-dir.ts'),
      import('./files/default-model.ts'),
    ])
    try {
      import.meta.resolve('node-llama-cpp')
    } catch {
      return undefined // Nothing could run it.
    }
    const place = { model, env: process.env }
    try {
      const found = findModel(place)
      if (found)
        return { reason: `${found.id} runs in this process (${found.by})`, settings: { model: found.path } }
      const folder = shortPath(folderOf(place), process.env)
      return {
        reason: `${DEFAULT_MODEL.title} runs in this process, once it is downloaded to ${folder} (about 100 MB)`,
      }
    } catch {
      return undefined // A model is named that is not there; using it will say so.
    }
  },
}

/** One line for each tenth of a download, not for each of its moments. */
function inSteps(tell: (message: string) => void): (progress: LocalProgress) => void {
  let told = ''
  return ({ phase, message, receivedBytes, totalBytes }) => {
    const tenth =
      receivedBytes === undefined ? message : totalBytes ? Math.floor((receivedBytes / totalBytes) * 10) : ''
    const step = `${phase} ${tenth}`
    if (step === told) return
    told = step
    tell(message)
  }
}
