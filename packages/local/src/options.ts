import { AiuError } from '@aiu/core'
import type { LlamaEngine } from './engine/load-engine.ts'
import type { Environment } from './files/environment.ts'
import type { LocalProgress } from './progress.ts'

/** Where the default model comes from, if not from its usual place. */
export interface DownloadOptions {
  /** An http(s) address of a .gguf file. Default: `AIU_LOCAL_MODEL_URL`, else `DEFAULT_MODEL.url`. */
  readonly url?: string | undefined
  /** What the file's SHA-256 must be, in hex. */
  readonly sha256?: string | undefined
}

/** All of it is optional: `local()` finds a model, or downloads a small one. */
export interface LocalOptions {
  /**
   * Path of a .gguf file, or the name of one in `modelsDir`. Default: `AIU_LOCAL_MODEL`, else what lies in `modelsDir` (the default model,
   * or the only file there), else the default model is downloaded.
   */
  readonly model?: string | undefined
  /** Default: `aiu/models` in the user's cache folder. */
  readonly modelsDir?: string | undefined
  /** Most tokens of question and answer together. Default: 4096, or what the model was trained on if that is less. */
  readonly contextSize?: number | undefined
  /**
   * Threads that compute. Default: half of the cores this process may use, at least 1. One more than there are idle cores makes every
   * answer many times slower, since the threads wait for each other.
   */
  readonly threads?: number | undefined
  /** Answers made at the same time; others wait in line. Each takes memory for a context of its own. Default 1. */
  readonly parallel?: number | undefined
  /** `auto` uses what the installed binaries can; the lean install has none for a GPU, save on a Mac. Default `auto`. */
  readonly gpu?: 'auto' | 'metal' | 'cuda' | 'vulkan' | false | undefined
  /** May the default model be downloaded, about 100 MB, once, when no model is found? Default true. */
  readonly download?: boolean | DownloadOptions | undefined
  /** Told of what takes long: the download, and the loading. Default: silent. */
  readonly onProgress?: ((progress: LocalProgress) => void) | undefined
  /** In place of `process.env`; read at first use, never at import. */
  readonly env?: Environment | undefined
  /** In place of `import('node-llama-cpp')`, for installs that keep it elsewhere. */
  readonly engine?: (() => Promise<LlamaEngine>) | undefined
}

const WHOLE = { contextSize: 16, threads: 1, parallel: 1 } as const

/** Refuses, before anything is read, what cannot be meant. */
export function checkOptions(options: LocalOptions): void {
  for (const [name, least] of Object.entries(WHOLE)) {
    const value = options[name as keyof typeof WHOLE]
    if (value !== undefined && !(Number.isInteger(value) && value >= least))
      throw new AiuError('configuration', `${name} is ${value}, not a whole number of at least ${least}.`)
  }
  if (options.model !== undefined && !options.model.trim())
    throw new AiuError('configuration', 'model is an empty text, not the path of a .gguf file.')
  const { url, sha256 } = typeof options.download === 'object' ? options.download : {}
  if (sha256 !== undefined && !/^[\da-f]{64}$/i.test(sha256))
    throw new AiuError('configuration', 'download.sha256 is not a SHA-256 of 64 hex digits.')
  if (url !== undefined) checkUrl(url, 'download.url')
}

/** The address as one we can fetch from. */
export function checkUrl(text: string, name: string): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new AiuError('configuration', `${name} is not an http address of a .gguf file.`)
  if (url.username || url.password)
    throw new AiuError('configuration', `${name} has a user name or password in it, which is not supported.`)
  return url
}
