import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Readonly<Record<string, unknown>>
}

export interface Loopback {
  readonly origin: string
  readonly asked: readonly Asked[]
  close(): Promise<void>
}

const told = (model: string): object => ({
  id: 'chat-1',
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: `I am ${model}.` }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
})

/** A small OpenAI-style server: it lists its models and answers every chat. `silent` takes connections and never answers. */
export const loopback = async (
  options: { models?: readonly string[]; silent?: boolean } = {},
): Promise<Loopback> => {
  const { models = ['tiny-1'], silent = false } = options
  const asked: Asked[] = []
  const server: Server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const path = request.url ?? ''
    asked.push({
      method: request.method ?? '',
      path,
      headers: request.headers,
      body: text ? JSON.parse(text) : {},
    })
    if (silent) return
    const send = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    if (path === '/v1/models')
      send(200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) })
    else if (path === '/api/tags') send(200, { models: models.map((name) => ({ name })) })
    else if (path === '/v1/chat/completions') send(200, told(String(asked.at(-1)?.body.model)))
    else send(404, { error: { message: 'no such thing' } })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** An address on this machine that refuses connections. */
export const closedAddress = async (): Promise<string> => {
  const server = await loopback()
  await server.close()
  return server.origin
}
