import { type OllamaOptions, type OllamaProvider, ollama } from '@aiu/ollama'

/** A request as `fetch` got it. */
export interface Sent {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a body has no type here
  readonly body: any
}

/** A provider whose requests are kept, each answered with this JSON. */
export function recording(
  options: OllamaOptions = {},
  reply: object = { model: 'm', message: { content: 'Hello.' }, done: true, done_reason: 'stop' },
): { readonly provider: OllamaProvider; readonly sent: Sent[] } {
  const sent: Sent[] = []
  const { fetch } = recorder(sent, reply)
  return { provider: ollama({ model: 'm', fetch, ...options }), sent }
}

/** A `fetch` that keeps what it is given. */
export const recorder = (sent: Sent[], reply: object): { readonly fetch: typeof fetch } => ({
  async fetch(input, init) {
    sent.push({
      url: `${input}`,
      method: init?.method ?? 'GET',
      headers: new Headers(init?.headers),
      body: init?.body ? JSON.parse(`${init.body}`) : undefined,
    })
    return Response.json(reply)
  },
})
