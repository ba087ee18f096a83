import type { AnyProvider } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { openai } from '@aiu/openai'
import { llamaServer, ollama as ollamaCompatible } from '@aiu/openai-compatible/presets'

interface Wired {
  readonly name: string
  make(fetch: typeof globalThis.fetch): AnyProvider
}

const SERVER = 'http://server.test'
const model = 'smollm2'
const apiKey = 'key-0123456789'

/** The providers that meet a recorded reply: those that speak its API to its server. */
export function providersOf(id: string, api: string): readonly Wired[] {
  const baseURL = `${SERVER}/v1`
  if (api.startsWith('ollama-'))
    return [{ name: 'ollama', make: (fetch) => ollama({ baseURL: SERVER, model, fetch }) }]
  if (api === 'responses')
    return [{ name: 'openai', make: (fetch) => openai({ baseURL, apiKey, model, fetch }) }]
  const preset = id.startsWith('ollama-') ? ollamaCompatible : llamaServer
  const chat: Wired = {
    name: 'openai, by chat',
    make: (fetch) => openai({ baseURL, apiKey, model, embeddingModel: model, api: 'chat', fetch }),
  }
  if (api === 'embeddings') return [chat]
  return [chat, { name: 'openai-compatible', make: (fetch) => preset({ baseURL, model, fetch }) }]
}
