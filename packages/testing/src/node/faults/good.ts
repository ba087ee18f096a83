import { write, writePieces } from '../write-pieces.ts'
import type { FaultExchange } from './fault.ts'

// The answers that a healthy server gives: "Hello." to every question.

export const USAGE = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }

/** A chat completion. */
export const completion = (content: unknown = 'Hello.', more: object = {}): string =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_767_225_600,
    model: 'example-1',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: USAGE,
    ...more,
  })

/** One event of a chat stream. */
export const chunk = (delta: object | string, finish: string | null = null, more: object = {}): string =>
  event({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_767_225_600,
    model: 'example-1',
    choices: [
      { index: 0, delta: typeof delta === 'string' ? { content: delta } : delta, finish_reason: finish },
    ],
    ...more,
  })

export const event = (data: unknown): string =>
  `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
export const DONE = event('[DONE]')
export const END = chunk({}, 'stop', { usage: USAGE })
export const HELLO = chunk('Hel') + chunk('lo.')

/** Answers with a JSON text. */
export function json({ response }: FaultExchange, status: number, body: string, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body)
}

/** The vendors' way to tell an error. */
export const told = (message: string, type: string, code?: string | number): string =>
  JSON.stringify({ error: { message, type, ...(code !== undefined && { code }) } })

/** Begins an event stream. */
export function begin({ response }: FaultExchange, headers: object = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers })
  response.flushHeaders()
}

/** A whole event stream of these pieces, ended cleanly. */
export async function stream(exchange: FaultExchange, ...pieces: readonly string[]): Promise<void> {
  begin(exchange)
  if (await writePieces(exchange, pieces)) exchange.response.end()
}

/** An event stream that begins with these pieces and stays open. */
export async function streamOpen(exchange: FaultExchange, ...pieces: readonly string[]): Promise<void> {
  begin(exchange)
  for (const piece of pieces) await write(exchange, piece)
}

/** What a healthy server answers to this request. */
export function answerWell(exchange: FaultExchange): unknown {
  const { method, path, body } = exchange.request
  if (path.endsWith('/models')) {
    return json(
      exchange,
      200,
      JSON.stringify({ object: 'list', data: [{ id: 'example-1', object: 'model' }] }),
    )
  }
  if (path.endsWith('/embeddings')) {
    const input = [body?.input].flat()
    const data = input.map((_, index) => ({ object: 'embedding', index, embedding: [1, 0, 0] }))
    return json(exchange, 200, JSON.stringify({ object: 'list', model: 'example-1', data, usage: USAGE }))
  }
  if (method !== 'POST') return json(exchange, 404, told('No such path.', 'invalid_request_error'))
  return exchange.wantsStream ? stream(exchange, HELLO, END, DONE) : json(exchange, 200, completion())
}
