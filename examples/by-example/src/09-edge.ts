// On the edge
import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { createClient } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

interface Env {
  readonly AI_BASE_URL: string
  readonly AI_KEY: string
}
const store = memoryStore({ maxEntries: 500 }) // outside the handler, so that it lives on

// A Cloudflare Worker.
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const provider = openaiCompatible({ baseURL: env.AI_BASE_URL, apiKey: env.AI_KEY, model: 'gpt-6-luna' })
    const ai = createClient(provider, cache(store))
    return ai.stream(await request.text(), { signal: request.signal }).toResponse() // text/event-stream
  },
}
