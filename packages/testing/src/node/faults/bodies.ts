import { setTimeout as sleep } from 'node:timers/promises'
import {
  type BrotliCompress,
  constants,
  createBrotliCompress,
  createDeflate,
  createGzip,
  type Deflate,
  deflateRawSync,
  type Gzip,
} from 'node:zlib'
import { FAULT_LIST } from '../../fault-list.ts'
import type { WireKit } from '../../wire/wire-kit.ts'
import { write } from '../write-pieces.ts'
import type { Fault, Play, Plays } from './fault.ts'
import { begin, hello, json, odd, stream, wholeOf } from './good.ts'

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
    status = 200,
  ): Play =>
  async (exchange) => {
    exchange.response.writeHead(status, { ...headers })
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
    const { first, text } = hello(exchange.wire)
    packer.write(first)
    packer.flush()
    await exchange.released()
    if (!exchange.over.aborted) packer.end(text.slice(first.length))
  }

const oneByteASecond: Play = async (exchange) => {
  const { response, over, wire, wantsStream } = exchange
  const whole = wantsStream ? undefined : wholeOf(wire)
  response.writeHead(200, { 'content-type': whole === undefined ? wire.streams : 'application/json' })
  for (const byte of Buffer.from(whole ?? hello(wire).text)) {
    if (!(await write(exchange, Uint8Array.of(byte)))) return
    await sleep(1000, undefined, { signal: over }).catch(() => {})
  }
  response.end()
}

/** The same scripts, where the wire has whole answers; each is given one. */
const ofWhole = (wire: WireKit, make: (whole: string) => Plays): Plays => {
  const whole = wholeOf(wire)
  return whole === undefined ? {} : make(whole)
}

const BAD_GATEWAY = Buffer.from('<p>Bad gateway.</p>\n'.repeat(4096))
const OVERLOADED = 'The model is overloaded.'
/** Bodies that tell an error, by the name of their shape. */
const errorsOf = (wire: WireKit): Readonly<Record<string, string>> =>
  wire.whole
    ? (wire.errorShapes?.(OVERLOADED) ?? { error: wire.error({ message: OVERLOADED }) ?? '' })
    : wire.errorsInStream(OVERLOADED)

/** Ten bytes that begin every gzip file. */
const GZIP = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
/** A stretch of a gzip file that stands for itself, so that it can be repeated. */
const stretch = (data: string | Buffer): Buffer =>
  deflateRawSync(data, { finishFlush: constants.Z_FULL_FLUSH })

/** Each kilobyte sent is a megabyte read, for a gigabyte in all. */
const gzipBomb: Play = (exchange) => {
  const megabyte = stretch(Buffer.alloc(MB, 'z'))
  return endless(
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    Buffer.concat([GZIP, stretch('{"a":"')]),
    megabyte,
    1024 * megabyte.length,
  )(exchange)
}

/** What comes with a good status. */
export const bodies = {
  F17: {
    title: FAULT_LIST.F17,
    plays: (wire) =>
      Object.fromEntries(
        Object.entries(errorsOf(wire)).map(([shape, body]) => [
          shape,
          ((exchange) => (wire.whole ? json(exchange, 200, body) : stream(exchange, body))) satisfies Play,
        ]),
      ),
  },
  F18: {
    title: FAULT_LIST.F18,
    plays: () => ({ '': text(200, 'text/html', page(`Sign in to go on. ${'x'.repeat(9000)}`)) }),
  },
  F19: {
    title: FAULT_LIST.F19,
    plays: () => ({
      empty: text(200, 'application/json', ''),
      'no-content': ({ response }) => void response.writeHead(204).end(),
    }),
  },
  F20: {
    title: FAULT_LIST.F20,
    plays: (wire) => {
      const whole = wholeOf(wire)
      const { first, text: all } = hello(wire)
      const body = whole ?? all
      return {
        invalid: (exchange) =>
          whole === undefined
            ? stream(exchange, first, odd(wire, '{"oops'))
            : json(exchange, 200, `${whole} oops`),
        cut: async (exchange) => {
          exchange.response.writeHead(200, {
            'content-type': whole === undefined ? wire.streams : 'application/json',
            'content-length': Buffer.byteLength(body),
          })
          await write(exchange, body.slice(0, -20))
          exchange.socket.end()
        },
      }
    },
  },
  F21: {
    title: FAULT_LIST.F21,
    plays: () => ({
      // In pieces: only so does the server see what was not read.
      '': endless({ 'content-type': 'text/html' }, '<html><body>', BAD_GATEWAY, 10 * MB, 502),
    }),
  },
  F22: {
    title: FAULT_LIST.F22,
    plays: (wire) =>
      ofWhole(wire, (whole) => ({
        text: text(200, 'text/plain', whole),
        html: text(200, 'text/html; charset=utf-8', whole),
        bytes: text(200, 'application/octet-stream', whole),
        events: text(200, 'text/event-stream', whole),
      })),
  },
  F23: {
    title: FAULT_LIST.F23,
    plays: (wire) =>
      ofWhole(wire, (whole) => ({
        answer: (exchange) => json(exchange, 200, whole),
        error: (exchange) => json(exchange, 200, Object.values(errorsOf(wire))[0] ?? ''),
      })),
  },
  F24: {
    title: FAULT_LIST.F24,
    plays: () => ({
      huge: endless({ 'content-type': 'application/json' }, '{"a":"', Buffer.alloc(MB, 'z'), 1024 * MB),
      'gzip-bomb': gzipBomb,
    }),
  },
  F25: {
    title: FAULT_LIST.F25,
    plays: ({ streams }) => {
      const headers = { 'content-type': streams }
      if (streams !== 'text/event-stream')
        return { line: endless(headers, '{"a":"', Buffer.alloc(65_536, 'z')) }
      return {
        line: endless(headers, 'data: ', Buffer.alloc(65_536, 'z')),
        comment: endless(headers, ': ', Buffer.alloc(65_536, 'z')),
        event: endless(headers, 'data: "\n', Buffer.from('data: zzzzzzzz\n'.repeat(4096))),
      }
    },
  },
  F26: {
    title: FAULT_LIST.F26,
    plays: (wire) => ({
      gzip: compressed('gzip', createGzip),
      deflate: compressed('deflate', createDeflate),
      br: compressed('br', createBrotliCompress),
      wrong: (exchange) => {
        begin(exchange, { 'content-encoding': 'gzip' })
        exchange.response.end(hello(wire).text)
      },
    }),
  },
  F27: { title: FAULT_LIST.F27, plays: () => ({ '': oneByteASecond }) },
} as const satisfies Record<string, Fault>
