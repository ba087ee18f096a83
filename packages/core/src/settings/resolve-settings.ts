import type { Warning } from '../words/response-base.ts'
import type { AiSettings, AiSettingsInput } from './ai-settings.ts'
import { type Env, type Lookup, lookupIn, type Origin } from './levels.ts'
import { readValue } from './read-value.ts'
import { RELATIONS } from './relations.ts'
import type { Setting } from './setting.ts'
import { SETTINGS, type SettingName } from './settings-table.ts'
import { type Wrong, wrongValues } from './wrong-value.ts'

export interface SettingsSources {
  /** Given in code: beats every variable. `undefined` and blank strings count as not given. */
  readonly explicit?: AiSettingsInput | undefined
  /** The environment: `process.env`, a Worker's `env`. */
  readonly env?: Env | undefined
  /** What a `.env` file says. */
  readonly dotenv?: Env | undefined
}

/** The settings, and where each came from. Holds keys: to show it to people, use `explainSettings`. */
export interface ResolvedSettings {
  readonly settings: AiSettings
  readonly origins: { readonly [K in SettingName]: Origin }
  readonly warnings: readonly Warning[]
  /** Looks up names that are not settings, a vendor's own, at the same levels. */
  readonly lookup: Lookup
}

/**
 * Settings by level: explicit, then the environment, then `.env`, then defaults. Within a level a setting's first name wins.
 * Names are read in any case, blank values count as unset, unknown variables are ignored. Only the value that wins is checked.
 * @throws AiuError `configuration`, naming every setting that cannot be used; `issues` lists them.
 */
export const resolveSettings = ({
  explicit = {},
  env = {},
  dotenv = {},
}: SettingsSources = {}): ResolvedSettings => {
  const lookup = lookupIn(env, dotenv)
  const settings: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  const wrong: Wrong[] = unknownNames(explicit)
  const warnings: Warning[] = []
  for (const [key, setting] of Object.entries<Setting>(SETTINGS)) {
    const read = readValue(key, setting, explicit[key as SettingName], lookup(setting.env))
    origins[key] = read.origin
    if (read.wrong) wrong.push(read.wrong)
    else if (read.value !== undefined) settings[key] = read.value
    if (read.warning) warnings.push(read.warning)
  }
  const resolved = { settings, origins, warnings, lookup } as unknown as ResolvedSettings
  if (!wrong.length) wrong.push(...RELATIONS.flatMap((relation) => relation(resolved) ?? []))
  if (wrong.length) throw wrongValues(wrong)
  return resolved
}

/** The settings an environment gives. Pure: nothing but `env` is read. @throws AiuError `configuration` */
export const settingsFromEnv = (env: Env): AiSettings => resolveSettings({ env }).settings

const unknownNames = (explicit: object): Wrong[] =>
  Object.keys(explicit)
    .filter((name) => !Object.hasOwn(SETTINGS, name))
    .map((name) => ({ name, message: `No setting is called ${name}.` }))
