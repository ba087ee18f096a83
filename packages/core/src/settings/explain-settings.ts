import type { ProviderManifest } from '../words/manifest.ts'
import type { Level } from './levels.ts'
import { mask } from './mask.ts'
import { type ProviderSettingsOptions, providerSettings } from './provider-settings.ts'
import type { ResolvedSettings } from './resolve-settings.ts'
import type { Setting } from './setting.ts'
import { SETTINGS, type SettingName } from './settings-table.ts'

/** One setting as people may see it. */
export interface ExplainedSetting {
  readonly setting: SettingName
  /** Secrets masked. Absent when it is not set and has no default. */
  readonly value?: string | undefined
  readonly level: Level
  /** The variable, or the setting's name where it was given in code. */
  readonly name?: string | undefined
}

const shown = (value: unknown, { kind }: Setting): string => {
  if (kind === 'secret') return mask(String(value))
  // A header may be a credential.
  if (kind === 'headers')
    return Object.entries(value as object)
      .map(([name, text]) => `${name}: ${mask(text)}`)
      .join(', ')
  if (Array.isArray(value)) return value.join(', ')
  return value === null ? 'never' : String(value)
}

/**
 * Every setting with its value, the level it came from and the name it was found under, secrets masked to their last four
 * characters at most. With a manifest, key, address and model are that provider's.
 */
export const explainSettings = (
  resolved: ResolvedSettings,
  manifest?: Pick<ProviderManifest, 'id' | 'env' | 'defaults'>,
  options?: ProviderSettingsOptions,
): readonly ExplainedSetting[] => {
  const provider = manifest && providerSettings(resolved, manifest, options)
  const values: Readonly<Record<string, unknown>> = {
    ...resolved.settings,
    ...(provider && { apiKey: undefined, baseURL: undefined, model: undefined, ...provider.settings }),
  }
  const origins = { ...resolved.origins, ...provider?.origins }
  return Object.entries<Setting>(SETTINGS).map(([key, setting]) => {
    const value = values[key]
    return {
      setting: key as SettingName,
      ...(value === undefined ? undefined : { value: shown(value, setting) }),
      ...origins[key as SettingName],
    }
  })
}
