import { FAULT_LIST } from '../../fault-list.ts'
import { inJson, poisoned } from '../../wire/in-json.ts'
import { HELLO } from '../../wire/wire-kit.ts'
import { write } from '../write-pieces.ts'
import { dialectsOf } from './dialects.ts'
import type { Fault } from './fault.ts'
import { hello, json, odd, stream, streamOpen, told, wholeOf } from './good.ts'

/** What must not come out, or not go in. */
export const secrets = {
  F65: {
    title: FAULT_LIST.F65,
    plays: (wire) => {
      const { first } = hello(wire)
      const error = (message: string, code?: string, type?: string): string =>
        told(wire, { message, code, type })
      return {
        status: (exchange) =>
          json(
            exchange,
            401,
            error(`Incorrect API key provided: ${exchange.key}`, undefined, 'invalid_api_key'),
          ),
        'in-200': (exchange) =>
          json(exchange, 200, error(`Key ${exchange.key} is blocked.`, exchange.key, exchange.key)),
        html: ({ response, key }) => {
          response.writeHead(500, { 'content-type': 'text/html' })
          response.end(`<html><body>Authorization: Bearer ${key}</body></html>`)
        },
        malformed: (exchange) => json(exchange, 200, `{"key": "${exchange.key}" oops`),
        header: (exchange) =>
          json(exchange, 429, error('Wait.', undefined, 'rate_limit_error'), {
            'x-request-id': `req-${exchange.key}`,
            'x-ratelimit-reset-requests': exchange.key,
            'retry-after': exchange.key,
          }),
        redirect: ({ response, elsewhere, key }) =>
          void response.writeHead(307, { location: `${elsewhere}/?key=${key}` }).end(),
        stream: (exchange) =>
          stream(
            exchange,
            first,
            Object.values(wire.errorsInStream(`Key ${exchange.key} is blocked.`))[0] ?? '',
          ),
        'stream-malformed': (exchange) =>
          stream(exchange, first, odd(wire, `{"key": "${exchange.key}" oops`)),
        'stream-reset': async (exchange) => {
          await streamOpen(exchange, first)
          await write(exchange, odd(wire, `{"key": "${exchange.key}"`).trimEnd())
          await exchange.released()
          exchange.socket.resetAndDestroy()
        },
        // Just where the words of an error are shortened.
        'at-the-cut': (exchange) => json(exchange, 400, error(`${'x'.repeat(490)} ${exchange.key}`)),
      }
    },
  },
  F66: {
    title: FAULT_LIST.F66,
    plays: (wire) => {
      const answer = { ...HELLO }
      return {
        reply: (exchange) => {
          const whole = wholeOf(wire, answer)
          return whole === undefined
            ? stream(exchange, ...hello(wire, answer).all.map((piece) => inJson(piece, poisoned)))
            : json(exchange, 200, inJson(whole, poisoned))
        },
        ...dialectsOf(wire, 'F66'),
        stream: (exchange) =>
          stream(exchange, ...hello(wire, answer).all.map((piece) => inJson(piece, poisoned))),
        error: (exchange) =>
          json(
            exchange,
            400,
            inJson(told(wire, { message: 'No.', type: '__proto__', code: '__proto__' }), poisoned),
          ),
      }
    },
  },
  F67: {
    title: FAULT_LIST.F67,
    plays: (wire) => ({
      header: (exchange) => json(exchange, 200, '{}', { 'x-request-id': 'x'.repeat(1_048_576) }),
      'retry-after': (exchange) =>
        json(exchange, 429, told(wire, { message: 'Wait.' }), { 'retry-after': '9'.repeat(1_048_576) }),
    }),
  },
} as const satisfies Record<string, Fault>
