import { type AiClient, type AnyProvider, createClient } from '@aiu/core'
import type { FromEnvOptions } from './options.ts'
import { providerFromEnv } from './provider-from-env.ts'

/**
 * A client for the provider that settings decide on (code, environment, `.env`). It has every verb; one that the provider lacks
 * throws `unsupported`. Errors as of `providerFromEnv`, before any question is sent.
 *
 * @example const ai = await clientFromEnv()
 */
export const clientFromEnv = async (options?: FromEnvOptions): Promise<AiClient<AnyProvider>> => {
  const { provider, layers } = await providerFromEnv(options)
  return createClient(provider, ...layers)
}
