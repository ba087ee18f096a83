import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on loopback that gives every request the same reply. */
export async function replying(reply: {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}) {
  let requests = 0
  const server = createServer((_, response) => {
    requests++
    response.writeHead(reply.status ?? 200, reply.headers).end(reply.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
