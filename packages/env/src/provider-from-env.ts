import { AiuError, type Warning } from '@aiu/core'
import { loadSettings } from '@aiu/core/node'
import { providerSettings, type ResolvedSettings } from '@aiu/core/settings'
import { openCatalog } from './catalog.ts'
import type { ProviderChoice } from './choice.ts'
import { chooseAuto } from './choose-auto.ts'
import { chooseNamed } from './choose-named.ts'
import type { FromEnvOptions } from './options.ts'
import { type Found, placeOf, type Search } from './search.ts'
import { settingsLayers } from './settings-layers.ts'
import { SWITCHED_OFF } from './switched-off.ts'
import { unusedSettings } from './unused-settings.ts'

/**
 * The provider that settings name or, with `auto`, the first that can be used, and how it came to that. Only installed packages
 * are loaded. Nothing is sent but to local servers, or to one whose address was set: are you there, with which model?
 * @throws AiuError `configuration`: a setting that cannot be used, an unknown provider, a package that is not installed, a key
 * that is missing, nobody to be asked. `aborted` when `signal` fires.
 */
export const providerFromEnv = async (options: FromEnvOptions = {}): Promise<ProviderChoice> => {
  const { settings: explicit, env, envFile, cwd = process.cwd(), onWarning } = options
  const resolved = loadSettings({ explicit, env, envFile, cwd })
  const catalog = await openCatalog(options, cwd)
  const warnings = [...resolved.warnings, ...catalog.warnings, ...unusedSettings(resolved)]
  const search: Search = { options, cwd, resolved, catalog, tried: [], warnings }
  const { candidate, provider, reason, origins } = await choose(search)
  for (const warning of warnings) onWarning?.(warning)
  const tell = (warning: Warning): void => onWarning?.(warning)
  const layers = resolved.settings.useAi
    ? await settingsLayers({ resolved, cwd, tell }, options.layers ?? [])
    : (options.layers ?? [])
  return {
    provider,
    manifest: candidate.manifest,
    reason,
    layers,
    resolved,
    origins,
    tried: search.tried,
    warnings,
  }
}

const choose = async (search: Search): Promise<Found> => {
  const { resolved, options } = search
  const { signal } = options
  try {
    signal?.throwIfAborted()
    if (!resolved.settings.useAi) return await nobody(resolved)
    return await (resolved.settings.provider === 'auto' ? chooseAuto(search) : chooseNamed(search))
  } catch (cause) {
    if (!signal?.aborted) throw cause
    throw new AiuError('aborted', 'The search for a provider was aborted.', { cause: signal.reason })
  }
}

const nobody = async (resolved: ResolvedSettings): Promise<Found> => ({
  candidate: { manifest: SWITCHED_OFF },
  provider: await SWITCHED_OFF.create({}),
  reason: `${placeOf(resolved.origins.useAi)} is false`,
  origins: providerSettings(resolved, SWITCHED_OFF).origins,
})
