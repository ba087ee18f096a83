import { AiuError, type Layer, type Warning } from '@aiu/core'
import type { ResolvedSettings } from '@aiu/core/settings'
import { callDefaults } from './call-defaults.ts'
import { loadEntry } from './load-entry.ts'
import { settingsCache } from './settings-cache.ts'
import { settingsUsage } from './settings-usage.ts'

/** What building layers works with. */
export interface LayerSearch {
  readonly resolved: ResolvedSettings
  readonly cwd: string
  readonly tell: (warning: Warning) => void
}

type Make = (...given: never[]) => Layer

/** A function of a package's main entry; `undefined` where the package is not installed. */
export async function functionOf<F extends (...given: never[]) => unknown>(
  name: string,
  what: string,
  cwd: string,
): Promise<F | undefined> {
  const loaded = await loadEntry(name, '.', cwd)
  if (!loaded) return
  const found = Reflect.get(loaded.module, what)
  if (typeof found === 'function') return found as F
  throw new AiuError('configuration', `The package ${name} is installed, but has no function ${what}.`, {
    hint: `Install the latest ${name}.`,
  })
}

/**
 * The layers for a provider: what settings say about every question, then the app's own layers with those that settings ask for in
 * their places among them. A layer that the app brings itself is not made again. Healing is put in where @aiu/limits is installed.
 */
export async function settingsLayers(search: LayerSearch, own: readonly Layer[]): Promise<readonly Layer[]> {
  const { resolved, cwd } = search
  const has = (name: string): boolean => own.some((layer) => layer.name === name)
  const asked: Layer[] = []
  const usage = has('usage') ? undefined : await settingsUsage(search)
  if (usage) asked.push(usage)
  if (!has('cache')) {
    const cache = await settingsCache(search)
    if (cache) asked.push(cache)
  }
  const heal = has('heal') ? undefined : await functionOf<Make>('@aiu/limits', 'heal', cwd)
  if (heal) asked.push(heal())
  // Outermost, so that what it fills in is in the keys of caches.
  const defaults = callDefaults(resolved.settings)
  const layers = [...(defaults ? [defaults] : []), ...own]
  for (const layer of asked) {
    const at = layers.findIndex(({ order }) => order !== undefined && order > (layer.order ?? 0))
    layers.splice(at < 0 ? layers.length : at, 0, layer)
  }
  return layers
}
