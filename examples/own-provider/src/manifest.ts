import type { ProviderManifest } from '@aiu/core'

/** What settings know of this provider. Importing it reads nothing, and loads the provider only when one is made. */
export const manifest: ProviderManifest = {
  id: 'telegraph',
  title: 'Telegraph',
  package: '@aiu-examples/own-provider',
  kind: 'server',
  env: { apiKey: ['TELEGRAPH_KEY'], baseURL: ['TELEGRAPH_URL'], model: ['TELEGRAPH_MODEL'] },
  defaults: { baseURL: 'http://127.0.0.1:4000', model: 'echo-1' },
  help: 'Start its server, and set TELEGRAPH_URL to its address.',
  create: async (settings) => (await import('./provider.ts')).telegraph(settings),
}
