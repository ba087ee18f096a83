import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { AiuError, type CacheStore, type Layer } from '@aiu/core'
import type { AiSettings } from '@aiu/core/settings'
import { functionOf, type LayerSearch } from './settings-layers.ts'

/** The longest time `cache` takes: for settings that say answers never expire. */
const FOR_EVER_MS = 315_360_000_000

type MakeStore = (options: object) => CacheStore
type MakeCache = (store: CacheStore, options: object) => Layer

/** The cache that settings ask for; `undefined` where they ask for none. Throws `configuration` where its package is missing. */
export async function settingsCache({ resolved, cwd, tell }: LayerSearch): Promise<Layer | undefined> {
  const { settings } = resolved
  const { cacheEnabled, cacheBackend, cacheTtlS, cacheMaxTemperature, cacheNamespace } = settings
  if (!cacheEnabled || cacheBackend === 'null') return
  const needed = async <F extends (...given: never[]) => unknown>(name: string, what: string): Promise<F> => {
    const found = await functionOf<F>(name, what, cwd)
    if (found) return found
    throw new AiuError(
      'configuration',
      `The cache is enabled (${cacheBackend}), but ${name} is not installed.`,
      {
        hint: `npm install ${name}`,
      },
    )
  }
  const cache = await needed<MakeCache>('@aiu/cache', 'cache')
  const makeStore = await needed<MakeStore>(`@aiu/cache-${cacheBackend}`, `${cacheBackend}Store`)
  return cache(makeStore(storeOptions(settings)), {
    ttlMs: cacheTtlS === null ? FOR_EVER_MS : cacheTtlS * 1000,
    maxTemperature: cacheMaxTemperature,
    namespace: cacheNamespace ?? projectOf(cwd),
    onReport: ({ store, access, state }: { store: string; access: string; state: string }) =>
      tell({
        code: `cache-${state}`,
        message: `The cache (${store}) is ${state} for ${access === 'read' ? 'reading' : 'writing'}.`,
      }),
  })
}

function storeOptions(settings: AiSettings): object {
  switch (settings.cacheBackend) {
    case 'sqlite':
      return {
        path: settings.cacheSqlitePath ?? join(cacheFolder(), 'aiu', 'answers.sqlite'),
        table: settings.cacheSqliteTable,
        wal: settings.cacheSqliteWal,
        busyTimeoutMs: settings.cacheSqliteBusyTimeoutMs,
        maxEntries: settings.cacheSqliteMaxEntries,
      }
    case 'redis': {
      const url = new URL(`redis${settings.cacheRedisTls ? 's' : ''}://host`)
      url.hostname = settings.cacheRedisHost
      url.port = `${settings.cacheRedisPort}`
      url.username = encodeURIComponent(settings.cacheRedisUsername ?? '')
      url.password = encodeURIComponent(settings.cacheRedisPassword ?? '')
      url.pathname = `/${settings.cacheRedisDb}`
      return { url: url.href }
    }
    default:
      return {}
  }
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: windows } = process.env
  if (xdg && isAbsolute(xdg)) return xdg
  if (process.platform === 'win32' && windows) return windows
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache')
}

/** The project's name, so that the answers of different projects stay apart: of the nearest package.json, else the folder itself. */
function projectOf(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) {
      try {
        const { name } = JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }
        if (typeof name === 'string' && name) return name
      } catch {}
      return folder
    }
    if (dirname(folder) === folder) return cwd
  }
}
