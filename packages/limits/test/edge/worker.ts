// Runs inside workerd. The layers are made at module scope, as in an app, so that all requests share them.
import { createClient, type Provider } from '@aiu/core'
import { memoryLimits, rateLimit } from '@aiu/limits'

/** How many requests have come. */
let arrived = 0
const provider = (name: string): Provider => ({
  name,
  async chat({ messages }) {
    await new Promise((resolve) => setTimeout(resolve, Number(messages[0]?.content)))
    return { parts: [{ type: 'text', text: 'ok' }], finishReason: 'stop' }
  },
  async *stream({ messages }) {
    await new Promise((resolve) => setTimeout(resolve, Number(messages[0]?.content)))
    yield { type: 'text', text: 'ok' }
    yield { type: 'finish', finishReason: 'stop' }
  },
})
const clients = {
  requests: createClient(provider('requests'), rateLimit({ requests: 1, perMs: 300, store: memoryLimits() })),
  concurrency: createClient(provider('concurrency'), rateLimit({ concurrency: 1, store: memoryLimits() })),
}

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/arrived') return Response.json(arrived)
    arrived++
    const ai = clients[searchParams.get('by') as keyof typeof clients]
    if (pathname === '/forget') {
      void ai.ask('60000')
      return Response.json('forgotten')
    }
    const ms = searchParams.get('ms') ?? '0'
    const { text } = pathname === '/stream' ? await ai.stream(ms).response : await ai.ask(ms)
    return Response.json(text)
  },
}
