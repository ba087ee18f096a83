import { type LoopbackServer, loopbackServer } from '@aiu/testing/node'
import { onTestFinished } from 'vitest'

interface Asked {
  readonly model: string
  readonly input?: readonly string[]
  readonly messages?: readonly { readonly content: string }[]
  readonly stream?: boolean
}

export interface UpstreamOptions {
  /** Has each request before it is answered. */
  before?: ((over: AbortSignal) => unknown) | undefined
  readonly finishReason?: 'stop' | 'length' | undefined
}

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }

/** A chat-completions and embeddings server that says the question back; its `requests` are the upstream calls. */
export async function upstream(options: UpstreamOptions = {}): Promise<LoopbackServer> {
  const { finishReason = 'stop' } = options
  const server = await loopbackServer(async ({ request, response, over }) => {
    const { model, input, messages, stream } = request.body as unknown as Asked
    const content = `Of ${messages?.at(-1)?.content}`
    await options.before?.(over)
    if (over.aborted) return
    if (input) {
      const data = input.map((text, index) => ({ index, embedding: [text.length, 1] }))
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(JSON.stringify({ model, data, usage }))
    }
    if (!stream) {
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }]
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(JSON.stringify({ id: 'r1', model, choices, usage }))
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const say = (delta: object, finish_reason: string | null, more = {}): void => {
      const chunk = { id: 'r1', model, choices: [{ index: 0, delta, finish_reason }], ...more }
      response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    }
    for (const piece of content.split(/(?<= )/)) say({ content: piece }, null)
    say({}, finishReason, { usage })
    response.end('data: [DONE]\n\n')
  })
  onTestFinished(() => server.close())
  return server
}
