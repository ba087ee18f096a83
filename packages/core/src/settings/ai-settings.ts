import * as v from 'valibot'
import { KINDS } from './kinds.ts'
import type { Setting, ValueOf } from './setting.ts'
import { SETTINGS, type SettingName } from './settings-table.ts'

type Table = typeof SETTINGS
type WithDefault = {
  [K in SettingName]: Table[K] extends { readonly default: unknown } ? K : never
}[SettingName]

/** Every setting with its value; `undefined` where it is not set and has no default. */
export type AiSettings = { readonly [K in WithDefault]: ValueOf<Table[K]> } & {
  readonly [K in Exclude<SettingName, WithDefault>]?: ValueOf<Table[K]> | undefined
}

/** Settings as code gives them: any of them; `undefined` and blank strings count as not given. */
export type AiSettingsInput = { readonly [K in SettingName]?: ValueOf<Table[K]> | undefined }

/** The schema of one setting's value, its default left out. */
export const schemaOf = (setting: Setting): v.GenericSchema<unknown> => {
  const schema = KINDS[setting.kind].schema(setting)
  return setting.never ? v.nullable(schema) : schema
}

const entryOf = (setting: Setting): v.GenericSchema<unknown> => v.optional(schemaOf(setting), setting.default)

/** Settings as code gives them, checked, with the defaults filled in. Made from `SETTINGS`. */
export const AiSettings = v.strictObject(
  Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, entryOf(setting)])),
) as unknown as v.GenericSchema<AiSettingsInput, AiSettings>
