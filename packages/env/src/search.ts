import type { AnyProvider, ProviderSettings, Warning } from '@aiu/core'
import type { Origin, ResolvedProviderSettings, ResolvedSettings } from '@aiu/core/settings'
import type { Catalog } from './catalog.ts'
import type { Tried } from './choice.ts'
import type { Candidate } from './load-manifests.ts'
import type { FromEnvOptions } from './options.ts'

/** What a search for a provider works with, and writes down. */
export interface Search {
  readonly options: FromEnvOptions
  readonly cwd: string
  readonly resolved: ResolvedSettings
  readonly catalog: Catalog
  readonly tried: Tried[]
  readonly warnings: Warning[]
}

export interface Found {
  readonly candidate: Candidate
  readonly provider: AnyProvider
  readonly reason: string
  readonly origins: ResolvedProviderSettings['origins']
}

const PLACES = {
  explicit: 'given in code',
  environment: 'environment',
  '.env': '.env',
  default: 'default',
} as const

/** "GROQ_API_KEY (.env)" */
export const placeOf = ({ name, level }: Origin): string => `${name ?? 'the default'} (${PLACES[level]})`

/** What somebody set, without the manifest's defaults: those are for `create`, and yield to what `detect` finds. */
export const setBySomebody = ({ settings, origins }: ResolvedProviderSettings): ProviderSettings =>
  Object.fromEntries(
    Object.entries(settings).filter(([key]) => origins[key as keyof typeof origins].level !== 'default'),
  )

/** Where a provider is reached, without a query, which might hold a key. */
export const addressOf = ({ settings: { baseURL = 'its address' } }: ResolvedProviderSettings): string =>
  baseURL.replace(/[?#].*$/, '')
