import { homedir } from 'node:os'
import { isAbsolute, join, sep } from 'node:path'
import type { Environment } from './environment.ts'

/** Where models are kept for this user unless told otherwise: `aiu/models` in the platform's cache folder. */
export function modelsFolder(env: Environment): string {
  return join(cacheFolder(env), 'aiu', 'models')
}

function cacheFolder(env: Environment): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: windows } = env
  if (xdg && isAbsolute(xdg)) return xdg
  if (process.platform === 'win32' && windows) return windows
  return process.platform === 'darwin' ? join(home(env), 'Library', 'Caches') : join(home(env), '.cache')
}

const home = (env: Environment): string => env.HOME || env.USERPROFILE || homedir()

/** A path as people write it, `~` for the home folder; files of settings are not read by a shell. */
export const longPath = (path: string, env: Environment): string => path.replace(/^~(?=[/\\])/, home(env))

/** A path for people: the home folder as `~`. */
export function shortPath(path: string, env: Environment): string {
  const folder = home(env)
  return path.startsWith(folder + sep) ? `~${path.slice(folder.length)}` : path
}
