import { AiuError, type Provider } from '@aiu/core'

/** Refuses what was set wrongly, in words that begin with whose setting it is. */
export const must = (holds: boolean, what: string): void => {
  if (!holds) throw new AiuError('configuration', what)
}

/** For callers without types: so many providers, and nothing else. */
export function checkProviders(kind: string, providers: readonly Provider[], least: number): void {
  must(providers.length >= least, `${kind} takes ${least} or more providers.`)
  for (const [at, provider] of providers.entries())
    must(
      typeof provider?.name === 'string' && typeof provider.chat === 'function',
      `${kind}: number ${at + 1} is no provider.`,
    )
}
