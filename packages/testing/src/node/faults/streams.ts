import { setTimeout as sleep } from 'node:timers/promises'
import { write, writePieces } from '../write-pieces.ts'
import type { Fault, FaultExchange, Play } from './fault.ts'
import { begin, chunk, DONE, END, event, HELLO, stream, streamOpen, USAGE } from './good.ts'

const pieces =
  (...all: readonly string[]): Play =>
  (exchange) =>
    stream(exchange, ...all)
const open =
  (...all: readonly string[]): Play =>
  (exchange) =>
    streamOpen(exchange, ...all)

/** The same piece for ever, one every `everyMs`. */
const every =
  (everyMs: number, first: string, piece: string): Play =>
  async (exchange) => {
    await streamOpen(exchange, first)
    while (await write(exchange, piece)) {
      await sleep(everyMs, undefined, { signal: exchange.over }).catch(() => {})
    }
  }

const resetAfterTheFirst: Play = async (exchange) => {
  await streamOpen(exchange, chunk('Hel'))
  await exchange.released()
  exchange.socket.resetAndDestroy()
}

const byteByByte: Play = async (exchange) => {
  begin(exchange)
  const all = Buffer.from(chunk('Grüße, ') + chunk('東京 🗼') + END + DONE)
  if (
    await writePieces(
      exchange,
      Array.from(all, (byte) => Uint8Array.of(byte)),
    )
  )
    exchange.response.end()
}

const crlfSplit: Play = async (exchange) => {
  begin(exchange)
  const all = (HELLO + END + DONE).replaceAll('\n', '\r\n').split(/(?<=\r)/)
  if (await writePieces(exchange, all)) exchange.response.end()
}

/** A gigabyte of events of 64 KB with one letter of text in each, as fast as the client reads. */
const gigabyte: Play = async (exchange: FaultExchange) => {
  begin(exchange)
  const piece = Buffer.from(chunk('x', null, { padding: '.'.repeat(65_336) }))
  for (let sent = 0; sent < 1_073_741_824; sent += piece.length) if (!(await write(exchange, piece))) return
  exchange.response.end(END + DONE)
}

const tool = (...calls: readonly object[]): string => chunk({ tool_calls: calls })
const TOOLS_END = chunk({}, 'tool_calls') + DONE
const DIED = 'The worker died.'

/** What happens after a stream has begun. */
export const streams = {
  F28: { title: 'clean EOF without end mark', play: pieces(HELLO) },
  F29: {
    title: 'EOF inside an event or a UTF-8 character',
    play: {
      'in-event': pieces(HELLO, chunk(' More.').slice(0, -25)),
      'in-character': (exchange) => {
        begin(exchange)
        const cut = Buffer.from(`${HELLO}data: {"choices":[{"index":0,"delta":{"content":"東京`)
        exchange.response.end(cut.subarray(0, -1))
      },
    },
  },
  F30: { title: 'RST mid-stream', play: resetAfterTheFirst },
  F31: { title: 'silent stall', play: open(chunk('Hel')) },
  F32: { title: 'only keep-alive comments for ever', play: every(20, ': hello\n\n', ':\n\n') },
  F33: {
    title: 'socket kept open after [DONE]',
    play: {
      silent: open(HELLO, END, DONE),
      talking: every(0, HELLO + END + DONE, `: ${'.'.repeat(4096)}\n\n`),
    },
  },
  F34: {
    title: 'duplicate finish; late content after [DONE]; usage after finish; usage on every chunk; no usage',
    play: {
      'duplicate-finish': pieces(HELLO, END, END, DONE),
      'late-content': pieces(HELLO, END, DONE, chunk(' And more.'), chunk({}, 'length')),
      'usage-after-finish': pieces(HELLO, chunk({}, 'stop'), event({ choices: [], usage: USAGE }), DONE),
      'usage-every-chunk': pieces(
        chunk('Hel', null, { usage: { ...USAGE, completion_tokens: 1, total_tokens: 4 } }),
        chunk('lo.', null, { usage: USAGE }),
        END,
        DONE,
      ),
      'no-usage': pieces(HELLO, chunk({}, 'stop'), DONE),
    },
  },
  F35: {
    title: 'byte by byte, CRLF split over chunks, BOM',
    play: { bytes: byteByByte, crlf: crlfSplit, bom: pieces(`\ufeff${HELLO}`, END, DONE) },
  },
  F36: {
    title: 'error mid-stream in 7 shapes',
    play: {
      'data-object': pieces(
        chunk('Hel'),
        event({ error: { message: DIED, type: 'server_error', code: 500 } }),
      ),
      'data-string': pieces(chunk('Hel'), event({ error: DIED })),
      'event-error': pieces(chunk('Hel'), `event: error\n${event({ message: DIED, type: 'server_error' })}`),
      'error-field': pieces(chunk('Hel'), `error: ${JSON.stringify({ message: DIED, code: 500 })}\n\n`, DONE),
      'object-error': pieces(chunk('Hel'), event({ object: 'error', message: DIED, code: 500 }), DONE),
      'finish-error': pieces(chunk('Hel'), chunk('', 'error', { error: { message: DIED, code: 502 } })),
      'raw-json': pieces(chunk('Hel'), `${JSON.stringify({ error: { message: DIED, code: 500 } })}\n`),
    },
  },
  F37: {
    title:
      'tool deltas without id, without index, interleaved, index 2^31, arguments as object, cut arguments',
    play: {
      'no-id': pieces(
        tool({ index: 0, function: { name: 'weather', arguments: '{"city":' } }),
        tool({ index: 0, function: { arguments: '"Oslo"}' } }),
        TOOLS_END,
      ),
      'no-index': pieces(
        tool({ id: 'call_a', function: { name: 'weather', arguments: '{"city":' } }),
        tool({ function: { arguments: '"Oslo"}' } }),
        TOOLS_END,
      ),
      interleaved: pieces(
        tool({ index: 0, id: 'call_a', function: { name: 'weather', arguments: '{"city":' } }),
        tool({ index: 1, id: 'call_b', function: { name: 'weather', arguments: '{"city":' } }),
        tool({ index: 0, function: { arguments: '"Oslo"}' } }),
        tool({ index: 1, function: { arguments: '"Rome"}' } }),
        TOOLS_END,
      ),
      'huge-index': pieces(
        tool({
          index: 2_147_483_648,
          id: 'call_a',
          function: { name: 'weather', arguments: '{"city":"Oslo"}' },
        }),
        TOOLS_END,
      ),
      'arguments-object': pieces(
        tool({ index: 0, id: 'call_a', function: { name: 'weather', arguments: { city: 'Oslo' } } }),
        TOOLS_END,
      ),
      cut: pieces(tool({ index: 0, id: 'call_a', function: { name: 'weather', arguments: '{"city":' } })),
      // More calls than any answer has: the client bounds them.
      many: pieces(
        ...Array.from({ length: 20 }, (_, block) =>
          tool(
            ...Array.from({ length: 500 }, (_, place) => ({
              index: block * 500 + place,
              id: `call_${block * 500 + place}`,
              function: { name: 'weather', arguments: '{}' },
            })),
          ),
        ),
        TOOLS_END,
      ),
    },
  },
  F38: { title: 'slow consumer against a 1 GB stream', play: gigabyte },
  F39: { title: 'consumer breaks or throws', play: every(5, chunk('Hel'), chunk('.')) },
  F40: {
    title: 'abort before headers, before the first item, mid-stream',
    play: {
      'before-headers': () => {},
      'before-first-item': open(':\n\n'),
      'mid-stream': open(chunk('Hel')),
      'mid-body': async (exchange) => {
        exchange.response.writeHead(200, { 'content-type': 'application/json' })
        await write(exchange, '{"choices":[')
      },
    },
  },
} as const satisfies Record<string, Fault>
