import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Asked {
  readonly body: Readonly<Record<string, unknown>>
  readonly response: ServerResponse
  /** Resolves when the client has closed the connection. */
  readonly left: Promise<unknown>
}

export interface Loopback {
  readonly baseURL: string
  /** The next chat that is asked. */
  next(): Promise<Asked>
  close(): Promise<void>
}

/** An OpenAI-style server with the model "tiny-1"; what its chats are answered with is up to the test. */
export const loopback = async (): Promise<Loopback> => {
  const waiting: ((asked: Asked) => void)[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    if (request.url?.endsWith('/models')) {
      response.setHeader('content-type', 'application/json').end('{"object":"list","data":[{"id":"tiny-1"}]}')
      return
    }
    waiting.shift()?.({ body: JSON.parse(text), response, left: once(response, 'close') })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const chunk = (delta: object, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c', model: 'tiny-1', choices: [{ index: 0, delta, finish_reason: null, ...more }] })}\n\n`

/** Pieces of a streamed answer. */
export const begin = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
}
export const piece = (response: ServerResponse, content: string): void => {
  response.write(chunk({ content }))
}
export const finish = (response: ServerResponse): void => {
  response.write(chunk({}, { finish_reason: 'stop' }))
  response.write(
    `data: ${JSON.stringify({ id: 'c', model: 'tiny-1', choices: [], usage: { prompt_tokens: 8, completion_tokens: 5, total_tokens: 13 } })}\n\n`,
  )
  response.end('data: [DONE]\n\n')
}
