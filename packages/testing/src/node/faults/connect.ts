import type { AddressFault, Fault } from './fault.ts'
import { answerWell } from './good.ts'

/** Connect and headers. */
export const connect = {
  F01: {
    title: 'port closed',
    address: { 'closed-port': ({ closedPort }) => closedPort },
  },
  F02: {
    title: 'RST after accept, before headers',
    plays: () => ({ '': ({ socket }) => socket.resetAndDestroy() }),
  },
  F03: {
    title: 'stall before headers',
    plays: () => ({ '': () => {} }),
  },
  F04: {
    title: 'stale keep-alive socket: the second request on a connection is never answered',
    plays: () => ({
      '': (exchange) =>
        exchange.request.onConnection > 1 ? exchange.socket.destroy() : answerWell(exchange),
    }),
  },
  F05: {
    title: 'self-signed or expired TLS, unknown host',
    address: {
      'self-signed': ({ selfSigned }) => selfSigned,
      expired: ({ expired }) => expired,
      // A label of 64 letters is no name: the resolver says so without asking anyone.
      'unknown-host': () => `http://${'x'.repeat(64)}.invalid`,
    },
  },
} as const satisfies Record<string, Fault | AddressFault>
