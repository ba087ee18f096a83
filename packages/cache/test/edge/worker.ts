// Runs inside workerd. What is out here lives on from request to request, as it would in an app.
import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { createClient, type Provider } from '@aiu/core'

let calls = 0
const provider: Provider = {
  name: 'edge',
  baseURL: 'http://edge.test',
  defaultModel: 'edge-1',
  async chat({ messages }) {
    calls++
    if (messages[0]?.content === 'slow') await new Promise((resolve) => setTimeout(resolve, 300))
    return { parts: [{ type: 'text', text: `answer ${calls}` }], finishReason: 'stop' }
  },
  async *stream() {
    calls++
    yield { type: 'text', text: 'an' }
    yield { type: 'text', text: `swer ${calls}` }
    yield { type: 'finish', finishReason: 'stop' }
  },
}
const layer = cache(memoryStore())
const ai = createClient(provider, layer)

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const question = searchParams.get('q') ?? 'q'
    const { signal } = request
    if (pathname === '/calls') return Response.json(calls)
    if (pathname === '/globals')
      return Response.json(['process', 'Buffer'].map((name) => typeof Reflect.get(globalThis, name)))
    if (pathname === '/stream') {
      const events: string[] = []
      const stream = ai.stream(question, { signal })
      for await (const { type } of stream) events.push(type)
      const { text, cached } = await stream.response
      return Response.json({ text, events, hit: cached !== undefined })
    }
    if (pathname === '/twice') {
      const answers = await Promise.all([ai.ask(question), ai.ask(question)])
      return Response.json(answers.map(({ text, cached }) => ({ text, shared: cached?.shared === true })))
    }
    const { text, cached } = await ai.ask(question, { signal })
    return Response.json({ text, hit: cached !== undefined, shared: cached?.shared === true })
  },
}
