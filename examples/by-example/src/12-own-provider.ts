// Your own provider
import { AiuError, type ChatRequest, type Provider } from '@aiu/core'

export interface MineOptions {
  readonly baseURL: string
  readonly apiKey: string
}

/** A provider for a server with a wire of its own: a question in, lines of text out. */
export const mine = (options: MineOptions): Provider => {
  const say = async ({ messages, signal }: ChatRequest): Promise<Response> => {
    const response = await fetch(options.baseURL, {
      method: 'POST',
      headers: { authorization: `Bearer ${options.apiKey}` },
      body: JSON.stringify(messages.at(-1)?.content),
      signal: signal ?? null,
    })
    if (!response.ok) throw new AiuError('server', `mine answered with status ${response.status}.`)
    return response
  }
  return {
    name: 'mine',
    baseURL: options.baseURL,
    async chat(request) {
      const text = await (await say(request)).text()
      return { parts: [{ type: 'text', text }], finishReason: 'stop' }
    },
    async *stream(request) {
      const { body } = await say(request)
      for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) yield { type: 'text', text }
      yield { type: 'finish', finishReason: 'stop' }
    },
  }
}
