import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { expect, test } from 'vitest'

const DONE = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'hi' }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`

test('a connection is used again, though the server ends its reply a little after the end mark', async () => {
  let connections = 0
  const ends: (() => void)[] = []
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(DONE)
    ends.push(() => response.end())
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const provider = openaiCompatible({ baseURL: `http://127.0.0.1:${port}/v1` })
  for (let n = 0; n < 3; n++) {
    let text = ''
    for await (const piece of stream(provider, 'q').textStream) text += piece
    expect(text).toBe('hi')
    ends.pop()?.()
    // The reply's end has to reach the client before it asks again; no event tells when it has.
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(connections).toBe(1)
  server.closeAllConnections()
  server.close()
})
