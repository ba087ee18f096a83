import { providerSettings } from '@aiu/core/settings'
import { type Found, placeOf, type Search } from './search.ts'
import { setUp } from './set-up.ts'

/** The provider that settings name. @throws AiuError `configuration`: there is none of this name, or it lacks something. */
export const chooseNamed = async (search: Search): Promise<Found> => {
  const { resolved, catalog, tried } = search
  const origin = resolved.origins.provider
  const setBy = origin.name ?? 'provider'
  const candidate = await catalog.named(resolved.settings.provider, setBy)
  const own = providerSettings(resolved, candidate.manifest)
  const provider = await setUp(candidate, own, search)
  const reason = `${placeOf(origin)} names it`
  tried.push({ id: candidate.manifest.id, chosen: true, why: reason })
  return { candidate, provider, reason, origins: own.origins }
}
