import type { AnyProvider, Layer, ProviderManifest, Warning } from '@aiu/core'
import type { ResolvedProviderSettings, ResolvedSettings } from '@aiu/core/settings'

/** A provider that was looked at. */
export interface Tried {
  readonly id: string
  readonly chosen: boolean
  /** In words: "no key is set (GROQ_API_KEY)", "nothing answers at http://127.0.0.1:1234/v1". */
  readonly why: string
}

/** Who answers, and how it came to that. */
export interface ProviderChoice {
  /** Without `layers`. */
  readonly provider: AnyProvider
  readonly manifest: ProviderManifest
  /** In words: "GROQ_API_KEY is set (environment)", "Ollama answers at http://127.0.0.1:11434/v1". */
  readonly reason: string
  /** What settings put around the provider, for `createClient(provider, ...layers)`. */
  readonly layers: readonly Layer[]
  /** Every setting with its origin. Holds keys: show it with `explainSettings(resolved, manifest)`. */
  readonly resolved: ResolvedSettings
  /** Where key, address, model and headers of this provider came from. */
  readonly origins: ResolvedProviderSettings['origins']
  /** Everyone looked at, in order. */
  readonly tried: readonly Tried[]
  readonly warnings: readonly Warning[]
}
