import type { Layer, ProviderManifest, Warning } from '@aiu/core'
import type { AiSettingsInput, Env } from '@aiu/core/settings'

export interface FromEnvOptions {
  /** Settings given in code; they beat every variable. */
  readonly settings?: AiSettingsInput | undefined
  /** The environment. Default: `process.env`. */
  readonly env?: Env | undefined
  /** A settings file that must be there; `false` reads none. Default: `.env` in `cwd`, which may be absent. */
  readonly envFile?: string | false | undefined
  /** The app's folder: where `.env` is, and where provider packages are looked for first. Default: the working folder. */
  readonly cwd?: string | undefined
  /** Providers known besides those of installed packages; of two with one id, these win. */
  readonly providers?: readonly ProviderManifest[] | undefined
  /**
   * Packages whose manifests are looked at, the more specific first. Default: those of the house. Whichever package a setting
   * names is looked at besides.
   */
  readonly packages?: readonly string[] | undefined
  /** For `auto`: what answers when nothing else can. Default: nothing, which is an error. */
  readonly lastResort?: ProviderManifest | undefined
  /** Layers put around the provider; those that settings ask for find their places among them, and none is made twice. */
  readonly layers?: readonly Layer[] | undefined
  /** How long `auto` waits for local servers, in ms. Default 300. */
  readonly probeMs?: number | undefined
  /** Ends the search, and a download that is under way. Calls have signals of their own. */
  readonly signal?: AbortSignal | undefined
  /** Told of slow preparations, such as a model's download. Default: silent. */
  readonly onProgress?: ((message: string) => void) | undefined
  /** Told of what is odd but no error, such as a setting that nothing uses. Default: silent. */
  readonly onWarning?: ((warning: Warning) => void) | undefined
}
