import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: {
    readonly model?: string
    readonly stream?: boolean
    readonly temperature?: number
    readonly messages: readonly { readonly role: string; readonly content: unknown }[]
    readonly tools?: readonly unknown[]
    readonly response_format?: { readonly type: string }
  }
}
export interface OpenAIStyleServer extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
}
type Answer =
  | { readonly content: string }
  | { readonly tool_calls: readonly object[] }
  | { readonly status: number }

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }

/** A server on loopback that speaks chat completions, whole and streamed, and answers as it is told. */
export async function openaiStyleServer(answer: (asked: Asked) => Answer): Promise<OpenAIStyleServer> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const one: Asked = { url: request.url ?? '', headers: request.headers, body: JSON.parse(text) }
    asked.push(one)
    const { stream, model } = one.body
    const said = answer(one)
    if ('status' in said) {
      response.writeHead(said.status, { 'content-type': 'application/json', 'retry-after': '2' })
      return response.end(JSON.stringify({ error: { message: 'as the test says', type: 'tests' } }))
    }
    const finish_reason = 'tool_calls' in said ? 'tool_calls' : 'stop'
    const base = { id: 'chatcmpl-1', created: 1, model }
    if (!stream) {
      const message = { role: 'assistant', content: null, ...said }
      response.setHeader('content-type', 'application/json')
      return response.end(
        JSON.stringify({
          ...base,
          object: 'chat.completion',
          choices: [{ index: 0, message, finish_reason }],
          usage,
        }),
      )
    }
    response.setHeader('content-type', 'text/event-stream')
    const pieces = 'content' in said ? said.content.split(/(?<= )/).map((content) => ({ content })) : [said]
    const chunks = [
      ...pieces.map((delta) => ({ choices: [{ index: 0, delta }] })),
      { choices: [{ index: 0, delta: {}, finish_reason }] },
      { choices: [], usage },
    ]
    for (const chunk of chunks) response.write(`data: ${JSON.stringify({ ...base, ...chunk })}\n\n`)
    response.end('data: [DONE]\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
