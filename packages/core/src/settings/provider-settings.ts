import type { ProviderManifest, ProviderSettings } from '../words/manifest.ts'
import type { Origin } from './levels.ts'
import { readValue } from './read-value.ts'
import type { ResolvedSettings } from './resolve-settings.ts'
import { SETTINGS } from './settings-table.ts'
import { type Wrong, wrongValues } from './wrong-value.ts'

export interface ProviderSettingsOptions {
  /**
   * Of the names that say nothing of a vendor (`AI_API_KEY`, `AI_BASE_URL`, and the same given in code), those that count for
   * this provider. Default: all.
   */
  readonly generic?: readonly ('apiKey' | 'baseURL')[] | undefined
}

/** What settings say about one provider, and where each value came from. */
export interface ResolvedProviderSettings {
  readonly settings: Pick<ProviderSettings, 'apiKey' | 'baseURL' | 'model' | 'headers'>
  readonly origins: { readonly [K in 'apiKey' | 'baseURL' | 'model' | 'headers']: Origin }
}

/** The variables read for one value of a provider, the strongest first. */
export const namesFor = (
  manifest: Pick<ProviderManifest, 'id' | 'env'>,
  what: 'apiKey' | 'baseURL' | 'model',
  generic = true,
): readonly string[] => {
  const suffix = { apiKey: 'API_KEY', baseURL: 'BASE_URL', model: 'MODEL' }[what]
  const vendor = manifest.id.toUpperCase().replaceAll(/[^A-Z\d]+/g, '_')
  const own = manifest.env[what] ?? []
  const prefixed = [
    `AI_${vendor}_${suffix}`,
    ...own.flatMap((name) => (/^AIU?_/.test(name) ? [] : `AI_${name}`)),
  ]
  const rest = generic ? [`AI_${suffix}`] : []
  return [...new Set(what === 'model' ? [...rest, ...prefixed, ...own] : [...prefixed, ...own, ...rest])]
}

// Ollama's own variable may leave out scheme, host and port, and names the address listened at, not the one reached.
const asAddress = (name: string, text: string, usual: string | undefined): string => {
  const given = text.trim()
  if (!/_HOST$/i.test(name) || /^[a-z][a-z\d+.-]*:\/\//i.test(given)) return given
  const host = given.replace(/^(?=:)/, '127.0.0.1').replace(/^0\.0\.0\.0(?=[:/]|$)/, '127.0.0.1')
  const address = URL.parse(`http://${host}`)
  if (address && !/^[^/]*:\d+(?:\/|$)/.test(host)) address.port = URL.parse(usual ?? '')?.port ?? ''
  return address?.href.replace(/\/$/, '') ?? given
}

/**
 * The key, address, model and headers for one provider, by the levels of `resolveSettings`. Within a level, key and address:
 * `AI_<VENDOR>_…`, the vendor's own names, then `AI_…`; the model: `AI_MODEL` first. The manifest's defaults come last.
 * @throws AiuError `configuration`, naming every variable that cannot be used.
 */
export const providerSettings = (
  { settings, origins: given, lookup }: ResolvedSettings,
  manifest: Pick<ProviderManifest, 'id' | 'env' | 'defaults'>,
  { generic = ['apiKey', 'baseURL'] }: ProviderSettingsOptions = {},
): ResolvedProviderSettings => {
  const values: Record<string, unknown> = settings.extraHeaders ? { headers: settings.extraHeaders } : {}
  const wrong: Wrong[] = []
  const origins: Record<string, Origin> = { headers: given.extraHeaders }
  for (const what of ['apiKey', 'baseURL', 'model'] as const) {
    const counts = what === 'model' || generic.includes(what)
    const explicit = counts && given[what].level === 'explicit' ? settings[what] : undefined
    const found = lookup(namesFor(manifest, what, counts))
    const text =
      found && what === 'baseURL' ? asAddress(found.name, found.text, manifest.defaults.baseURL) : found?.text
    const read = readValue(
      what,
      SETTINGS[what],
      explicit,
      found && text !== undefined ? { ...found, text } : undefined,
    )
    if (read.wrong) wrong.push(read.wrong)
    const value = read.value ?? (what === 'apiKey' ? undefined : manifest.defaults[what])
    if (value !== undefined) values[what] = value
    origins[what] = read.origin
  }
  if (wrong.length) throw wrongValues(wrong)
  return { settings: values, origins } as unknown as ResolvedProviderSettings
}
