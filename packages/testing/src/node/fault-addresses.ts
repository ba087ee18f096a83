import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import type { Addresses } from './faults/fault.ts'
import { listen } from './loopback-server.ts'
import { selfSigned } from './self-signed.ts'

const DAY = 86_400_000

/** Addresses that cannot be reached rightly, and what takes them down again. */
export async function faultAddresses(): Promise<Addresses & { close(): Promise<void> }> {
  const now = Date.now()
  const servers = [
    createTlsServer(selfSigned(new Date(now - DAY), new Date(now + DAY))),
    createTlsServer(selfSigned(new Date(now - 2 * DAY), new Date(now - DAY))),
  ] as const
  for (const server of servers) {
    server.on('tlsClientError', () => {})
    await listen(server)
    // The main server alone decides how long the process lives.
    server.unref()
  }
  const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port
  const closed = createServer()
  await listen(closed)
  const closedPort = portOf(closed)
  await new Promise((resolve) => closed.close(resolve))
  return {
    closedPort: `http://127.0.0.1:${closedPort}`,
    selfSigned: `https://127.0.0.1:${portOf(servers[0])}`,
    expired: `https://127.0.0.1:${portOf(servers[1])}`,
    async close() {
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}
