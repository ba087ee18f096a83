import { isAiuError } from '@aiu/core'
import { providerSettings } from '@aiu/core/settings'
import { createProvider } from './create-provider.ts'
import { judge } from './judge.ts'
import { noProvider } from './no-provider.ts'
import { listedRunners, type Runner, usualRunners } from './runners.ts'
import { type Found, placeOf, type Search, setBySomebody } from './search.ts'
import { setUp } from './set-up.ts'

/**
 * The first that can be used: an address set for this library; who is configured; local servers that answer; a model in this
 * process. With `AI_AUTO_SELECT_ORDER`, the first of that list.
 * @throws AiuError `configuration`: none can be used, with the ways out.
 */
export const chooseAuto = async (search: Search): Promise<Found> => {
  const { autoSelectOrder: order, baseURL } = search.resolved.settings
  if (order) {
    const runners = await listedRunners(order, search)
    return (await firstOf(runners, search)) ?? lastResort(search, runners)
  }
  if (baseURL) return atAddress(search)
  const runners = usualRunners(search)
  const rest = (kind: 'server' | 'process'): readonly Runner[] =>
    runners.filter(
      ({ configured, manifest }) =>
        !configured && manifest.kind === kind && (manifest.detect || kind === 'process'),
    )
  return (
    (await firstOf(
      runners.filter(({ configured }) => configured),
      search,
    )) ??
    (await firstOf(rest('server'), search)) ??
    (await firstOf(rest('process'), search)) ??
    lastResort(search, runners)
  )
}

/** An address that was set for this library is used, or the call fails: a question meant for it must not go to somebody else. */
const atAddress = async (search: Search): Promise<Found> => {
  const { resolved, catalog, tried } = search
  const origin = resolved.origins.baseURL
  const candidate = await catalog.named('openai-compatible', `The provider for ${origin.name ?? 'baseURL'}`)
  const own = providerSettings(resolved, candidate.manifest)
  const provider = await setUp(candidate, own, search)
  const reason = `${placeOf(origin)} is set`
  tried.push({ id: candidate.manifest.id, chosen: true, why: reason })
  return { candidate, provider, reason, origins: own.origins }
}

/** All are judged at once, so that silent servers cost one time-out together. */
const firstOf = async (runners: readonly Runner[], search: Search): Promise<Found | undefined> => {
  const { options, tried, warnings, cwd } = search
  const { signal, onProgress } = options
  const verdicts = runners.map((runner) => judge(runner, search))
  for (const [at, runner] of runners.entries()) {
    const { manifest, own, configured } = runner
    const no = (why: string): void => {
      tried.push({ id: manifest.id, chosen: false, why })
      if (configured)
        warnings.push({
          code: 'provider-skipped',
          message: `${manifest.title} is set up, but not used: ${why}.`,
        })
    }
    if (runner.wrong) throw runner.wrong
    const verdict = await verdicts[at]
    signal?.throwIfAborted()
    if (!verdict?.usable) {
      no(verdict?.why ?? '')
      continue
    }
    try {
      const settings = { ...verdict.settings, ...setBySomebody(own), onProgress, signal }
      const provider = await createProvider(runner, settings, cwd)
      if (manifest.kind === 'hosted' && !provider.defaultModel) {
        no('it has no default model, and none is set')
        continue
      }
      tried.push({ id: manifest.id, chosen: true, why: verdict.reason })
      return { candidate: runner, provider, reason: verdict.reason, origins: own.origins }
    } catch (error) {
      if (signal?.aborted || !isAiuError(error)) throw error
      no(error.message)
    }
  }
  return undefined
}

const lastResort = async (search: Search, runners: readonly Runner[]): Promise<Found> => {
  const nothing = noProvider(search, runners)
  const { lastResort: manifest } = search.options
  if (!manifest) throw nothing
  const own = providerSettings(search.resolved, manifest, { generic: [] })
  const provider = await createProvider({ manifest }, setBySomebody(own), search.cwd)
  search.tried.push({ id: manifest.id, chosen: true, why: 'nothing else can be used' })
  return { candidate: { manifest }, provider, reason: nothing.message, origins: own.origins }
}
