export { AiSettings, type AiSettingsInput } from './ai-settings.ts'
export { type ExplainedSetting, explainSettings } from './explain-settings.ts'
export type { Env, Found, Level, Lookup, Origin } from './levels.ts'
export { mask } from './mask.ts'
export {
  namesFor,
  type ProviderSettingsOptions,
  providerSettings,
  type ResolvedProviderSettings,
} from './provider-settings.ts'
export {
  type ResolvedSettings,
  resolveSettings,
  type SettingsSources,
  settingsFromEnv,
} from './resolve-settings.ts'
export type { Kind, Setting } from './setting.ts'
export { SETTINGS, type SettingName } from './settings-table.ts'
