import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const usage = { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 }
const base = { id: 'chatcmpl-1', created: 1760000000, model: 'small' }

const answer = JSON.stringify({
  ...base,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: '4' }, finish_reason: 'stop' }],
  usage,
})
const events = [
  { choices: [{ index: 0, delta: { role: 'assistant', content: '4' }, finish_reason: null }] },
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage },
]
const eventStream = [
  ...events.map((event) => JSON.stringify({ ...base, object: 'chat.completion.chunk', ...event })),
  '[DONE]',
]
  .map((data) => `data: ${data}\n\n`)
  .join('')

/** Pages of any origin may ask: the tests in the browser come from another port. */
const anyOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type',
}

/** An OpenAI-style server on loopback that answers "4" to everything. It keeps no process alive. */
export async function serve(): Promise<{ baseURL: string; close(): void }> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    if (request.method === 'OPTIONS') {
      response.writeHead(204, anyOrigin).end()
      return
    }
    if (request.url !== '/v1/chat/completions') {
      response.writeHead(404, { ...anyOrigin, 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: 'no such path' } }))
      return
    }
    const streamed = (JSON.parse(body) as { stream?: boolean }).stream === true
    response.writeHead(200, {
      ...anyOrigin,
      'content-type': streamed ? 'text/event-stream' : 'application/json',
    })
    response.end(streamed ? eventStream : answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
