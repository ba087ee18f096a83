import type { Fault, Play } from './fault.ts'
import { answerWell } from './good.ts'

const to =
  (status: number, where: 'here' | 'elsewhere', path = '/v1/chat/completions'): Play =>
  (exchange) =>
    void exchange.response.writeHead(status, { location: exchange[where] + path }).end('{"moved":true}')

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
    title: '301, 302, 307, 308 to another host or scheme; the same origin is allowed',
    play: {
      '301': to(301, 'elsewhere'),
      '302': to(302, 'elsewhere'),
      '307': to(307, 'elsewhere'),
      '308': to(308, 'elsewhere'),
      scheme: ({ response, here }) =>
        void response
          .writeHead(307, { location: `${here.replace('http:', 'https:')}/v1/chat/completions` })
          .end(),
      'no-location': ({ response }) => void response.writeHead(307).end(),
      'same-origin-301': sameOrigin(301),
      'same-origin-302': sameOrigin(302),
      'same-origin-307': sameOrigin(307),
      'same-origin-308': sameOrigin(308),
      loop: ({ response, request }) => void response.writeHead(307, { location: request.path }).end(),
    },
  },
} as const satisfies Record<string, Fault>
