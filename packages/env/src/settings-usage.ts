import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Layer, UsageStore } from '@aiu/core'
import { loadEntry } from './load-entry.ts'
import { functionOf, type LayerSearch } from './settings-layers.ts'

/** As far as it is used here: packages are not imported, but loaded where they are installed. */
interface Tracker {
  flush(): Promise<void>
  close(): Promise<void>
}
type MakeTracker = (options: object) => Tracker
type MakeLayer = (tracker: Tracker) => Layer

/**
 * The layer that keeps usage, where settings say who shares one count of it and `@aiu/usage` is installed; with prices, where
 * `@aiu/prices` is. `per_client`: a memory of its own. `per_process`: the memory that `processUsage()` gives. `global`: a file in the
 * folder for data of this user, which is closed as the process ends. What is missing is told, and does without.
 */
export async function settingsUsage({ resolved, cwd, tell }: LayerSearch): Promise<Layer | undefined> {
  const { settings, origins } = resolved
  const { usageScope, usageClientId } = settings
  if (origins.usageScope.level === 'default' && origins.usageClientId.level === 'default') return
  const missing = (name: string): undefined =>
    tell({
      code: 'setting-unused',
      message: `Usage is to be kept (${usageScope}), but ${name} is not installed: npm install ${name}.`,
    }) as undefined
  const usage = await functionOf<MakeLayer>('@aiu/usage', 'usage', cwd)
  const createTracker = await functionOf<MakeTracker>('@aiu/usage', 'createUsageTracker', cwd)
  if (!usage || !createTracker) return missing('@aiu/usage')
  let store: UsageStore | undefined
  if (usageScope === 'per_process')
    store = (await functionOf<() => UsageStore>('@aiu/usage', 'processUsage', cwd))?.()
  if (usageScope === 'global') {
    const sqlite = await functionOf<(options: object) => UsageStore>('@aiu/usage-sqlite', 'sqliteUsage', cwd)
    if (!sqlite) return missing('@aiu/usage-sqlite')
    store = sqlite({ path: join(dataFolder(), 'aiu', 'usage.sqlite') })
  }
  const tracker = createTracker({
    store,
    price: await functionOf('@aiu/prices', 'costOf', cwd),
    client: usageClientId,
    onReport: ({ code, message }: { code: string; message: string }) =>
      tell({ code: `usage-${code}`, message }),
  })
  if (usageScope === 'global') {
    const { module } = (await loadEntry('@aiu/usage', './node', cwd)) ?? {}
    const closeOnExit = module && Reflect.get(module, 'closeOnExit')
    if (typeof closeOnExit === 'function') closeOnExit(tracker)
  }
  return usage(tracker)
}

function dataFolder(): string {
  const { XDG_DATA_HOME: xdg, LOCALAPPDATA: windows } = process.env
  if (xdg && isAbsolute(xdg)) return xdg
  if (process.platform === 'win32' && windows) return windows
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Application Support')
    : join(homedir(), '.local', 'share')
}
