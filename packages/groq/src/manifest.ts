import type { ProviderManifest } from '@aiu/core'
import { BASE_URL, HELP, MODEL } from './vendor.ts'

export const manifest: ProviderManifest = {
  id: 'groq',
  title: 'Groq',
  package: '@aiu/groq',
  kind: 'hosted',
  env: { apiKey: ['GROQ_API_KEY'], baseURL: ['GROQ_BASE_URL'], model: ['GROQ_MODEL'] },
  defaults: { baseURL: BASE_URL, model: MODEL },
  help: HELP,

  async create({ apiKey, baseURL, model, headers }) {
    const { groq } = await import('./groq.ts')
    return groq({ apiKey, baseURL, model, headers })
  },
}
