import type { ProviderManifest } from '@aiu/core'

/** What settings know of OpenAI. Importing it reads nothing and loads no SDK. https://developers.openai.com/api/docs */
export const manifest: ProviderManifest = {
  id: 'openai',
  title: 'OpenAI',
  package: '@aiu/openai',
  kind: 'hosted',
  env: { apiKey: ['OPENAI_API_KEY'], baseURL: ['OPENAI_BASE_URL'], model: ['OPENAI_MODEL'] },
  defaults: { baseURL: 'https://api.openai.com/v1', model: 'gpt-6-luna' },
  help: 'Make a key at https://platform.openai.com/api-keys and set OPENAI_API_KEY.',
  create: async ({ apiKey, baseURL, model, headers }) =>
    (await import('./openai.ts')).openai({ apiKey, baseURL, model, headers }),
}
