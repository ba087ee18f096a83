import type { ProviderSettings } from '@aiu/core'
import { namesFor } from '@aiu/core/settings'
import { missingPackages } from './create-provider.ts'
import { probe } from './probe.ts'
import type { Runner } from './runners.ts'
import { addressOf, placeOf, type Search, setBySomebody } from './search.ts'

/** Can it be used as things stand? */
export type Verdict =
  | { readonly usable: true; readonly reason: string; readonly settings?: ProviderSettings | undefined }
  | { readonly usable: false; readonly why: string }

/** How long `auto` waits for a server. One on this machine answers within a few ms. */
const SERVER_MS = 300
/** A model in this process may have to look through folders. */
const PROCESS_MS = 3_000

/**
 * A hosted one needs its key; a server must answer, or at least have been given an address; a process needs its packages. Never
 * rejects.
 */
export const judge = async (runner: Runner, { options, cwd }: Search): Promise<Verdict> => {
  const { manifest, own, configured } = runner
  const no = (why: string): Verdict => ({ usable: false, why })
  const what = manifest.kind === 'hosted' ? 'apiKey' : 'baseURL'
  const isSet: Verdict = { usable: true, reason: `${placeOf(own.origins[what])} is set` }
  if (manifest.kind === 'hosted')
    return configured ? isSet : no(`no key is set (${namesFor(manifest, what, false).join(', ')})`)
  const missing = missingPackages(runner, cwd)
  if (missing.length) return no(`${missing.join(' and ')} is not installed`)
  if (manifest.kind === 'server' && !own.settings.baseURL) return no('no address is set (AI_BASE_URL)')
  if (!manifest.detect) {
    if (configured) return isSet
    return manifest.kind === 'process' ? { usable: true, reason: 'it is installed' } : no('no address is set')
  }
  const ms = manifest.kind === 'process' ? PROCESS_MS : (options.probeMs ?? SERVER_MS)
  const detected = await probe(manifest, setBySomebody(own), ms, options.signal)
  if (detected) return { usable: true, ...detected }
  return no(
    manifest.kind === 'process' ? 'it cannot be used here' : `nothing usable answers at ${addressOf(own)}`,
  )
}
