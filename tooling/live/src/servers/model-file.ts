import { ask } from '@aiu/core'
import { local } from '@aiu/local'
import { manifest } from '@aiu/local/manifest'

export interface ModelFile {
  readonly path: string
  /** What the servers are to call it. */
  readonly name: string
}

/** The GGUF file to serve, as `@aiu/local` finds it: named by `AIU_LOCAL_MODEL`, else in the cache folder. */
export async function modelFile(): Promise<ModelFile | undefined> {
  const found = await manifest.detect?.({})
  const path = found?.settings?.model
  return path === undefined ? undefined : { path, name: nameOf(path) }
}

/** Downloads the model of `@aiu/local`, by having it answer once. */
export async function downloadModel(tell: (line: string) => void): Promise<void> {
  let last = ''
  const provider = local({
    onProgress({ message, phase }) {
      if (phase !== last) tell(message)
      last = phase
    },
  })
  await using _ends = provider
  await ask(provider, 'Hello', { maxTokens: 1 })
}

const nameOf = (path: string): string =>
  /smollm2/i.test(path)
    ? 'smollm2'
    : (path.split(/[\\/]/).at(-1) ?? 'model').replace(/\.gguf$/i, '').toLowerCase()
