import type { AnyProvider } from './provider.ts'

/** What settings say about one provider, whatever their origin. */
export interface ProviderSettings {
  readonly apiKey?: string | undefined
  readonly baseURL?: string | undefined
  readonly model?: string | undefined
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Told of slow preparations, such as a model's download. Default: silent. */
  readonly onProgress?: ((message: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** That a provider can be used as things stand, and why. */
export interface Detected {
  /** In words, for "answered by": "llama-server answers at http://127.0.0.1:8080/v1". */
  readonly reason: string
  /** What was found, to be put under the settings. */
  readonly settings?: ProviderSettings | undefined
}

/**
 * What settings, the command line and the set-up wizard know of a provider. A provider package exports it from its entry
 * `./manifest` as `manifest` (or several as `manifests`); importing that entry must read nothing and load no vendor SDK.
 */
export interface ProviderManifest {
  /** What `AI_PROVIDER` says: lower case, "lm-studio". */
  readonly id: string
  /** For people: "LM Studio". */
  readonly title: string
  /** The npm package it comes in. */
  readonly package: string
  /** `hosted` needs a key, `server` a server that runs, `process` runs the model itself. */
  readonly kind: 'hosted' | 'server' | 'process'
  /** Environment names beside the `AI_*` ones, the first found wins. */
  readonly env: {
    readonly apiKey?: readonly string[] | undefined
    readonly baseURL?: readonly string[] | undefined
    readonly model?: readonly string[] | undefined
  }
  readonly defaults: { readonly baseURL?: string | undefined; readonly model?: string | undefined }
  /** How to get it going, in a sentence: where a key is made, how the server is started. */
  readonly help: string
  /** Other packages that must be installed for `create` to work. */
  readonly needs?: readonly string[] | undefined
  create(settings: ProviderSettings): AnyProvider | Promise<AnyProvider>
  /** For `auto`: can it be used without being configured? Answers within the signal's patience, never throws for "no". */
  detect?(settings: ProviderSettings): Promise<Detected | undefined>
}
