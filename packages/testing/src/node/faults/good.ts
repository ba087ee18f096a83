import {
  HELLO,
  MODELS,
  piecesOf,
  type WireAnswer,
  type WireError,
  type WireKit,
} from '../../wire/wire-kit.ts'
import { write, writePieces } from '../write-pieces.ts'
import type { FaultExchange } from './fault.ts'

// The answers that a healthy server gives, and the parts of them that the faults are made of.

/** The greeting of a healthy server, in its parts. */
export function hello(wire: WireKit, answer: WireAnswer = HELLO) {
  const pieces = piecesOf(wire, answer)
  return {
    first: pieces[0] ?? '',
    begun: pieces.slice(0, -1),
    last: pieces.at(-1) ?? '',
    all: pieces,
    text: pieces.join(''),
  }
}

/** The beginning of an answer, and this text as its first piece. */
export const opening = (wire: WireKit, text: string): string =>
  piecesOf(wire, { ...HELLO, text: [text] })[0] ?? ''

/** A piece that says this text, of an answer that has begun and goes on. */
export const saying = (wire: WireKit, text: string): string =>
  piecesOf(wire, { ...HELLO, text: ['.', text] })[1] ?? ''

/** A line of a stream that says nothing: what servers send so that nobody thinks them dead. */
export const keepAlive = ({ streams }: WireKit): string => (streams === 'text/event-stream' ? ':\n\n' : '\n')

/** A piece of a stream with this in place of JSON. */
export const odd = ({ streams }: WireKit, text: string): string =>
  streams === 'text/event-stream' ? `data: ${text}\n\n` : `${text}\n`

/** The body of a reply that tells an error. */
export const told = (wire: WireKit, error: WireError): string =>
  wire.error(error) ?? wire.error({ message: error.message }) ?? '{}'

/** Answers with a JSON text. */
export function json({ response }: FaultExchange, status: number, body: string, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body)
}

/** Begins a streamed answer. */
export function begin({ response, wire }: FaultExchange, headers: object = {}): void {
  response.writeHead(200, { 'content-type': wire.streams, 'cache-control': 'no-cache', ...headers })
  response.flushHeaders()
}

/** A whole stream of these pieces, ended cleanly. */
export async function stream(exchange: FaultExchange, ...pieces: readonly string[]): Promise<void> {
  begin(exchange)
  if (await writePieces(exchange, pieces)) exchange.response.end()
}

/** A stream that begins with these pieces and stays open. */
export async function streamOpen(exchange: FaultExchange, ...pieces: readonly string[]): Promise<void> {
  begin(exchange)
  for (const piece of pieces) await write(exchange, piece)
}

/** A whole answer as a JSON body; `undefined` where the wire has none. */
export const wholeOf = (wire: WireKit, answer: WireAnswer = HELLO): string | undefined => wire.whole?.(answer)

/** What a healthy server answers to this request. */
export function answerWell(exchange: FaultExchange): unknown {
  const { ask, wire, said, refusing, request, path } = exchange
  const none = (): void => json(exchange, 404, told(wire, { message: 'No such path.' }))
  const also = wire.also?.({ ...request, path })
  if (also) {
    exchange.response.writeHead(200, { 'content-type': also.contentType ?? 'application/json' })
    return exchange.response.end(also.body)
  }
  if (ask?.operation === 'listModels') return wire.models ? json(exchange, 200, wire.models(MODELS)) : none()
  if (ask && refusing) return json(exchange, refusing.status, told(wire, refusing))
  if (ask?.operation === 'embed') {
    const body = wire.embeddings?.(ask.input.map((text, index) => [text.length, index, 0.5]))
    return body === undefined ? none() : json(exchange, 200, body)
  }
  if (!ask) return none()
  const whole = ask.stream ? undefined : wholeOf(wire, said)
  return whole === undefined ? stream(exchange, ...piecesOf(wire, said)) : json(exchange, 200, whole)
}
