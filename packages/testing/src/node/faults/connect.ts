import { FAULT_LIST } from '../../fault-list.ts'
import type { AddressFault, Fault } from './fault.ts'
import { answerWell } from './good.ts'

/** Connect and headers. */
export const connect = {
  F01: {
    title: FAULT_LIST.F01,
    address: { 'closed-port': ({ closedPort }) => closedPort },
  },
  F02: {
    title: FAULT_LIST.F02,
    plays: () => ({ '': ({ socket }) => socket.resetAndDestroy() }),
  },
  F03: {
    title: FAULT_LIST.F03,
    plays: () => ({ '': () => {} }),
  },
  F04: {
    title: FAULT_LIST.F04,
    plays: () => ({
      '': (exchange) =>
        exchange.request.onConnection > 1 ? exchange.socket.destroy() : answerWell(exchange),
    }),
  },
  F05: {
    title: FAULT_LIST.F05,
    address: {
      'self-signed': ({ selfSigned }) => selfSigned,
      expired: ({ expired }) => expired,
      // A label of 64 letters is no name: the resolver says so without asking anyone.
      'unknown-host': () => `http://${'x'.repeat(64)}.invalid`,
    },
  },
} as const satisfies Record<string, Fault | AddressFault>
