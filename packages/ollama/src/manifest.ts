import type { ProviderManifest } from '@aiu/core'
import { detect } from './manifest/detect.ts'
import { DEFAULT_ROOT } from './server-root.ts'
import { HELP } from './vendor.ts'

export const manifest: ProviderManifest = {
  id: 'ollama',
  title: 'Ollama',
  package: '@aiu/ollama',
  kind: 'server',
  env: {
    apiKey: ['OLLAMA_API_KEY'],
    baseURL: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'],
    model: ['OLLAMA_MODEL'],
  },
  defaults: { baseURL: DEFAULT_ROOT },
  help: HELP,
  async create({ apiKey, baseURL, model, headers }) {
    const { ollama } = await import('./ollama.ts')
    return ollama({ apiKey, baseURL, model, headers })
  },
  detect,
}
