import { type AiuError, isAiuError } from '@aiu/core'
import { providerSettings, type ResolvedProviderSettings } from '@aiu/core/settings'
import { NOT_INSTALLED } from './catalog.ts'
import { DEFAULT_ORDER } from './known-packages.ts'
import type { Candidate } from './load-manifests.ts'
import { type Search, setBySomebody } from './search.ts'

/** One that `auto` may take, with what settings say about it. */
export interface Runner extends Candidate {
  readonly own: ResolvedProviderSettings
  /** Somebody set a key, or an address, for it. */
  readonly configured: boolean
  /** A value that cannot be used. It matters when this one's turn comes, and stops the search then. */
  readonly wrong?: AiuError | undefined
}

/**
 * A name that says nothing of a vendor counts, in `auto`, only for whom it means: a key alone is OpenAI's, an address alone is
 * an OpenAI-compatible server's. So no vendor's key is sent to another vendor, or to an address that was set for something else.
 */
const GENERIC: ReadonlySet<string> = new Set(['openai', 'openai-compatible'])

const DEFAULT = { level: 'default' } as const
const NOTHING: ResolvedProviderSettings = {
  settings: {},
  origins: { apiKey: DEFAULT, baseURL: DEFAULT, model: DEFAULT, headers: DEFAULT },
}

const runnerOf = (candidate: Candidate, { resolved }: Search): Runner => {
  const { manifest } = candidate
  try {
    const own = providerSettings(resolved, manifest, { generic: GENERIC.has(manifest.id) ? undefined : [] })
    const said = setBySomebody(own)
    return { ...candidate, own, configured: Boolean(manifest.kind === 'hosted' ? said.apiKey : said.baseURL) }
  } catch (wrong) {
    if (!isAiuError(wrong)) throw wrong
    return { ...candidate, own: NOTHING, configured: true, wrong }
  }
}

/** Everyone at hand: the app's own manifests first, then by the usual order. */
export const usualRunners = (search: Search): readonly Runner[] => {
  const { catalog, options, resolved } = search
  const rank = ({ manifest }: Candidate): number => {
    if (options.providers?.includes(manifest)) return -2
    // A key given in code and nothing else: OpenAI's, whatever the environment holds.
    if (manifest.id === 'openai' && resolved.origins.apiKey.level === 'explicit') return -1
    const at = DEFAULT_ORDER.indexOf(manifest.id)
    return at < 0 ? DEFAULT_ORDER.length : at
  }
  return catalog.candidates
    .toSorted((a, b) => rank(a) - rank(b))
    .map((candidate) => runnerOf(candidate, search))
}

/**
 * Those of `AI_AUTO_SELECT_ORDER`. One whose package is not installed is passed by.
 * @throws AiuError `configuration` for a name that nobody has.
 */
export const listedRunners = async (order: readonly string[], search: Search): Promise<readonly Runner[]> => {
  const { catalog, tried, resolved } = search
  const setBy = resolved.origins.autoSelectOrder.name ?? 'autoSelectOrder'
  const runners: Runner[] = []
  for (const name of order) {
    try {
      runners.push(runnerOf(await catalog.named(name, setBy), search))
    } catch (error) {
      if (!isAiuError(error) || !NOT_INSTALLED.has(error)) throw error
      tried.push({ id: name, chosen: false, why: `not installed (${error.hint})` })
    }
  }
  return runners
}
