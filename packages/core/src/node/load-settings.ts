import type { AiSettingsInput } from '../settings/ai-settings.ts'
import type { Env } from '../settings/levels.ts'
import { type ResolvedSettings, resolveSettings } from '../settings/resolve-settings.ts'
import { type ReadEnvFileOptions, readEnvFile } from './read-env-file.ts'

export interface LoadSettingsOptions extends ReadEnvFileOptions {
  /** Settings given in code; they beat every variable. */
  readonly explicit?: AiSettingsInput | undefined
  /** The environment. Default: `process.env`, read at the call. */
  readonly env?: Env | undefined
}

/**
 * Settings from code, the environment and a `.env` file, with the origin of each (see `resolveSettings`). Reads the file at the
 * call and changes nothing: no variable is set.
 * @throws AiuError `configuration` for a value that cannot be used, or a named file that cannot be read.
 */
export const loadSettings = ({
  explicit,
  env = process.env,
  ...file
}: LoadSettingsOptions = {}): ResolvedSettings =>
  resolveSettings({ explicit, env, dotenv: readEnvFile(file) })
