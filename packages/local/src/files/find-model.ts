import { readdirSync, statSync } from 'node:fs'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { AiuError } from '@aiu/core'
import { longPath, modelsFolder, shortPath } from './cache-dir.ts'
import { DEFAULT_MODEL } from './default-model.ts'
import type { Environment } from './environment.ts'

/** A model file on this machine. */
export interface FoundModel {
  readonly path: string
  /** What answers call it: its file name without `.gguf`. */
  readonly id: string
  /** How it was found, in words. */
  readonly by: string
}

export interface ModelPlace {
  readonly model?: string | undefined
  readonly modelsDir?: string | undefined
  readonly env: Environment
}

/** A model's name, from its path or address. */
export const modelId = (path: string): string => basename(path).replace(/\.gguf$/i, '')

/** The folder that models are looked for in. */
export const folderOf = ({ modelsDir, env }: ModelPlace): string =>
  modelsDir === undefined ? modelsFolder(env) : resolve(longPath(modelsDir, env))

/**
 * The model to use, by the order of the README; `undefined` when there is none and the default one may be fetched. A few looks at the
 * disk; nothing is loaded. Throws `configuration` when a model is named that is not there.
 */
export function findModel(place: ModelPlace): FoundModel | undefined {
  const named = place.env.AIU_LOCAL_MODEL?.trim()
  if (place.model !== undefined) return findNamed(place, longPath(place.model, place.env), 'model')
  if (named) return findNamed(place, longPath(named, place.env), 'AIU_LOCAL_MODEL')
  const folder = folderOf(place)
  const files = modelFiles(folder)
  const file = files.includes(DEFAULT_MODEL.file)
    ? DEFAULT_MODEL.file
    : files.length === 1
      ? files[0]
      : undefined
  return file === undefined
    ? undefined
    : found(join(folder, file), `found in ${shortPath(folder, place.env)}`)
}

/** The .gguf files of a folder, by name; of a model in several parts the first one. */
export function modelFiles(folder: string): string[] {
  let names: string[] = []
  try {
    names = readdirSync(folder)
  } catch {
    // No folder, no models.
  }
  return names
    .filter((name) => /\.gguf$/i.test(name) && !isLaterPart(name) && isFile(join(folder, name)))
    .sort()
}

const isLaterPart = (name: string): boolean => /-(?!00001)\d{5}-of-\d{5}\.gguf$/i.test(name)

function findNamed(place: ModelPlace, name: string, option: string): FoundModel | undefined {
  const folder = folderOf(place)
  const bare = basename(name) === name
  const candidates = bare
    ? [resolve(name), join(folder, name), join(folder, `${name}.gguf`)]
    : [resolve(name)]
  const path = candidates.find(isFile)
  if (path !== undefined) return found(path, option === 'model' ? 'named by its path' : `named by ${option}`)
  if (bare && modelId(name) === modelId(DEFAULT_MODEL.file)) return undefined
  const where = isAbsolute(name) || !bare ? '' : `, neither here nor in ${shortPath(folder, place.env)}`
  throw new AiuError('configuration', `${option} names "${name}", but there is no such file${where}.`, {
    provider: 'local',
    hint: 'Give the path of a .gguf file, or leave it out: a small model is found or downloaded then.',
  })
}

const found = (path: string, by: string): FoundModel => ({ path, id: modelId(path), by })

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
