import { write } from '../write-pieces.ts'
import type { Fault } from './fault.ts'
import { begin, chunk, DONE, event, json, stream, streamOpen, told } from './good.ts'

/** What must not come out, or not go in. */
export const secrets = {
  F65: {
    title: 'key echoed by the server',
    play: {
      status: (exchange) =>
        json(exchange, 401, told(`Incorrect API key provided: ${exchange.key}`, 'invalid_api_key')),
      'in-200': (exchange) =>
        json(exchange, 200, told(`Key ${exchange.key} is blocked.`, exchange.key, exchange.key)),
      html: ({ response, key }) => {
        response.writeHead(500, { 'content-type': 'text/html' })
        response.end(`<html><body>Authorization: Bearer ${key}</body></html>`)
      },
      malformed: (exchange) => json(exchange, 200, `{"key": "${exchange.key}" oops`),
      header: (exchange) =>
        json(exchange, 429, told('Wait.', 'rate_limit_error'), {
          'x-request-id': `req-${exchange.key}`,
          'x-ratelimit-reset-requests': exchange.key,
          'retry-after': exchange.key,
        }),
      redirect: ({ response, elsewhere, key }) =>
        void response.writeHead(307, { location: `${elsewhere}/?key=${key}` }).end(),
      stream: (exchange) =>
        stream(exchange, chunk('Hel'), event({ error: { message: `Key ${exchange.key} is blocked.` } })),
      'stream-malformed': (exchange) =>
        stream(exchange, chunk('Hel'), event(`{"key": "${exchange.key}" oops`)),
      'stream-reset': async (exchange) => {
        await streamOpen(exchange, chunk('Hel'))
        await write(exchange, `data: {"key": "${exchange.key}"`)
        await exchange.released()
        exchange.socket.resetAndDestroy()
      },
      // Just where the words of an error are shortened.
      'at-the-cut': (exchange) =>
        json(exchange, 400, told(`${'x'.repeat(490)} ${exchange.key}`, 'test_error')),
    },
  },
  F66: {
    title: '__proto__ in reply, tool arguments',
    play: {
      reply: (exchange) =>
        json(
          exchange,
          200,
          '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"choices":[{"__proto__":{"polluted":true},"index":0,"message":{"__proto__":{"polluted":true},"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"__proto__":{"polluted":true},"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}',
        ),
      arguments: (exchange) => {
        begin(exchange)
        exchange.response.end(
          'data: {"__proto__":{"polluted":true},"choices":[{"index":0,"delta":{"__proto__":{"polluted":true},"tool_calls":[{"index":"__proto__","id":"__proto__","function":{"name":"f","arguments":{"__proto__":{"polluted":true}}}}]},"finish_reason":null}]}\n\n' +
            chunk({}, 'tool_calls') +
            DONE,
        )
      },
      error: (exchange) =>
        json(
          exchange,
          400,
          '{"error":{"__proto__":{"polluted":true},"message":"No.","type":"__proto__","code":"__proto__"}}',
        ),
    },
  },
  F67: {
    title: '1 MB header or retry-after value',
    play: {
      header: (exchange) => json(exchange, 200, '{}', { 'x-request-id': 'x'.repeat(1_048_576) }),
      'retry-after': (exchange) =>
        json(exchange, 429, told('Wait.', 'rate_limit_error'), { 'retry-after': '9'.repeat(1_048_576) }),
    },
  },
} as const satisfies Record<string, Fault>
