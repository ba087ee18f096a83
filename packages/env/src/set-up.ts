import { AiuError, type AnyProvider, type ProviderSettings } from '@aiu/core'
import { namesFor, type ResolvedProviderSettings } from '@aiu/core/settings'
import { createProvider } from './create-provider.ts'
import type { Candidate } from './load-manifests.ts'
import { probe } from './probe.ts'
import { addressOf, type Search, setBySomebody } from './search.ts'

/** Longer than for `auto`: nothing else can take its place. */
const PATIENCE_MS = 3_000

const read = (candidate: Candidate, what: 'apiKey' | 'baseURL' | 'model'): string =>
  `names read, the first one set wins: ${namesFor(candidate.manifest, what).join(', ')}`

/**
 * The provider that was decided for, with what settings say about it. A server that was given no model is asked for one.
 * @throws AiuError `configuration` for whatever it lacks, before any request.
 */
export const setUp = async (
  candidate: Candidate,
  own: ResolvedProviderSettings,
  { cwd, options, warnings }: Search,
): Promise<AnyProvider> => {
  const { manifest } = candidate
  const { id, title, kind, help } = manifest
  const said = setBySomebody(own)
  const lack = (what: string, hint: string): AiuError =>
    new AiuError('configuration', what, { hint: [help, hint].filter(Boolean).join(' '), provider: id })
  if (kind === 'hosted' && !said.apiKey)
    throw lack(`${title} needs an API key, and none is set.`, `(For the key, ${read(candidate, 'apiKey')}.)`)
  if (kind === 'server' && !own.settings.baseURL)
    throw lack(
      `${title} needs an address, and none is set.`,
      `(For the address, ${read(candidate, 'baseURL')}.)`,
    )
  const ask = kind === 'server' && manifest.detect && !own.settings.model
  const found = ask ? await probe(manifest, said, PATIENCE_MS, options.signal) : undefined
  const { onProgress, signal } = options
  const settings: ProviderSettings = { ...found?.settings, ...said, onProgress, signal }
  const provider = await createProvider(candidate, settings, cwd)
  if (ask && !found)
    throw lack(
      `No model is set, and ${title} does not answer at ${addressOf(own)} to name one.`,
      `Or name a model (${read(candidate, 'model')}).`,
    )
  if (kind === 'hosted' && !provider.defaultModel)
    warnings.push({
      code: 'no-model',
      message: `${title} has no default model: name one with each call, or set it (${read(candidate, 'model')}).`,
    })
  return provider
}
