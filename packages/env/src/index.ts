export type { ProviderChoice, Tried } from './choice.ts'
export { clientFromEnv } from './client-from-env.ts'
export type { FromEnvOptions } from './options.ts'
export { providerFromEnv } from './provider-from-env.ts'
