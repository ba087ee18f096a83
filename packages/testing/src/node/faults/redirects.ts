import { FAULT_LIST } from '../../fault-list.ts'
import type { Fault, Play } from './fault.ts'
import { answerWell } from './good.ts'

const elsewhere =
  (status: number): Play =>
  ({ response, elsewhere: host, path }) =>
    void response.writeHead(status, { location: host + path }).end('{"moved":true}')

/** The first request is sent on to the same server, every later one gets a good answer. */
const sameOrigin =
  (status: number): Play =>
  (exchange) =>
    exchange.count === 1
      ? void exchange.response.writeHead(status, { location: exchange.request.path }).end()
      : answerWell(exchange)

/** Where a server sends one. */
export const redirects = {
  F45: {
    title: FAULT_LIST.F45,
    plays: () => ({
      '301': elsewhere(301),
      '302': elsewhere(302),
      '307': elsewhere(307),
      '308': elsewhere(308),
      scheme: ({ response, here, path }) =>
        void response.writeHead(307, { location: here.replace('http:', 'https:') + path }).end(),
      'no-location': ({ response }) => void response.writeHead(307).end(),
      'same-origin-301': sameOrigin(301),
      'same-origin-302': sameOrigin(302),
      'same-origin-307': sameOrigin(307),
      'same-origin-308': sameOrigin(308),
      loop: ({ response, request }) => void response.writeHead(307, { location: request.path }).end(),
    }),
  },
} as const satisfies Record<string, Fault>
