import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where servers that we build, and the models that they serve, stay for the next time: outside the tree. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: windows } = env
  const home = env.HOME || homedir()
  const base =
    xdg && isAbsolute(xdg)
      ? xdg
      : process.platform === 'win32' && windows
        ? windows
        : process.platform === 'darwin'
          ? join(home, 'Library', 'Caches')
          : join(home, '.cache')
  return join(base, 'aiu', 'live')
}
