import { setTimeout as sleep } from 'node:timers/promises'
import {
  type BrotliCompress,
  createBrotliCompress,
  createDeflate,
  createGzip,
  type Deflate,
  type Gzip,
  gzipSync,
} from 'node:zlib'
import { write } from '../write-pieces.ts'
import type { Fault, FaultExchange, Play } from './fault.ts'
import { begin, chunk, completion, DONE, END, HELLO, json, told } from './good.ts'

const MB = 1_048_576

const text =
  (status: number, type: string, body: string): Play =>
  ({ response }) => {
    response.writeHead(status, { 'content-type': type })
    response.end(body)
  }

const page = (words: string): string =>
  `<!doctype html><html><head><title>Sign in</title><style>body{color:red}</style><script>let a = "<b>"</script></head><body><p>${words}</p></body></html>`

/** The same piece for ever, as fast as the client reads, after a beginning. */
const endless =
  (
    headers: object,
    beginning: string | Uint8Array,
    piece: Uint8Array,
    most = Number.POSITIVE_INFINITY,
  ): Play =>
  async (exchange) => {
    exchange.response.writeHead(200, { ...headers })
    let sent = 0
    let more = await write(exchange, beginning)
    while (more && sent < most) {
      more = await write(exchange, piece)
      sent += piece.length
    }
    if (more) exchange.response.end()
  }

/** A stream through a compressor: the first item, flushed; the rest once the client has read it. */
const compressed =
  (encoding: string, make: () => Gzip | Deflate | BrotliCompress): Play =>
  async (exchange) => {
    begin(exchange, { 'content-encoding': encoding })
    const packer = make()
    packer.pipe(exchange.response)
    exchange.over.addEventListener('abort', () => packer.destroy())
    packer.write(chunk('Hel'))
    packer.flush()
    await exchange.released()
    if (!exchange.over.aborted) packer.end(chunk('lo.') + END + DONE)
  }

const oneByteASecond: Play = async (exchange) => {
  const { response, over, wantsStream } = exchange
  response.writeHead(200, { 'content-type': wantsStream ? 'text/event-stream' : 'application/json' })
  for (const byte of Buffer.from(wantsStream ? HELLO + END + DONE : completion())) {
    if (!(await write(exchange, Uint8Array.of(byte)))) return
    await sleep(1000, undefined, { signal: over }).catch(() => {})
  }
  response.end()
}

const answerAs = (headers: object) => (exchange: FaultExchange) => json(exchange, 200, completion(), headers)

/** What comes with a good status. */
export const bodies = {
  F17: {
    title: '200 with error JSON',
    play: {
      object: (exchange) =>
        json(exchange, 200, told('The model is overloaded.', 'overloaded_error', 'overloaded')),
      string: (exchange) => json(exchange, 200, '{"error":"The model is overloaded."}'),
      'object-error': (exchange) =>
        json(
          exchange,
          200,
          '{"object":"error","message":"The model is overloaded.","type":"overloaded_error","code":503}',
        ),
    },
  },
  F18: {
    title: '200 HTML login page',
    play: text(200, 'text/html', page(`Sign in to go on. ${'x'.repeat(9000)}`)),
  },
  F19: {
    title: '200 with empty body; 204',
    play: {
      empty: text(200, 'application/json', ''),
      'no-content': ({ response }) => void response.writeHead(204).end(),
    },
  },
  F20: {
    title: 'invalid JSON; JSON cut short of Content-Length',
    play: {
      invalid: (exchange) => json(exchange, 200, `${completion()} oops`),
      cut: async (exchange) => {
        const body = completion()
        exchange.response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': body.length,
        })
        await write(exchange, body.slice(0, -20))
        exchange.socket.end()
      },
    },
  },
  F21: {
    title: 'HTML 502 page of 10 MB',
    play: text(502, 'text/html', page('Bad gateway. '.repeat((10 * MB) / 13))),
  },
  F22: {
    title: 'right JSON with a wrong content type',
    play: {
      text: answerAs({ 'content-type': 'text/plain' }),
      html: answerAs({ 'content-type': 'text/html; charset=utf-8' }),
      bytes: answerAs({ 'content-type': 'application/octet-stream' }),
      events: answerAs({ 'content-type': 'text/event-stream' }),
    },
  },
  F23: {
    title: 'SSE asked, whole JSON answered',
    play: {
      answer: (exchange) => json(exchange, 200, completion()),
      error: (exchange) =>
        json(exchange, 200, told('The model is overloaded.', 'overloaded_error', 'overloaded')),
    },
  },
  F24: {
    title: 'huge JSON over the cap; gzip bomb',
    play: {
      huge: endless({ 'content-type': 'application/json' }, '{"a":"', Buffer.alloc(MB, 'z'), 1024 * MB),
      // Gzip members follow one another: each kilobyte sent is a megabyte read, for a gigabyte in all.
      'gzip-bomb': endless(
        { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        gzipSync('{"a":"'),
        gzipSync(Buffer.alloc(MB, 'z')),
        1024 * gzipSync(Buffer.alloc(MB, 'z')).length,
      ),
    },
  },
  F25: {
    title: 'endless SSE line',
    play: {
      line: endless({ 'content-type': 'text/event-stream' }, 'data: ', Buffer.alloc(65_536, 'z')),
      comment: endless({ 'content-type': 'text/event-stream' }, ': ', Buffer.alloc(65_536, 'z')),
      event: endless(
        { 'content-type': 'text/event-stream' },
        'data: "\n',
        Buffer.from('data: zzzzzzzz\n'.repeat(4096)),
      ),
    },
  },
  F26: {
    title: 'gzip and br streams; wrong content-encoding',
    play: {
      gzip: compressed('gzip', createGzip),
      deflate: compressed('deflate', createDeflate),
      br: compressed('br', createBrotliCompress),
      wrong: (exchange) => {
        begin(exchange, { 'content-encoding': 'gzip' })
        exchange.response.end(HELLO + END + DONE)
      },
    },
  },
  F27: { title: 'one byte per second', play: oneByteASecond },
} as const satisfies Record<string, Fault>
