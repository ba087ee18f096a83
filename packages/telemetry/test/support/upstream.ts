import { type Exchange, type LoopbackServer, loopbackServer } from '@aiu/testing/node'
import { onTestFinished } from 'vitest'

type Answer = (exchange: Exchange, time: number) => unknown

/** A chat-completions server; what has another answer than the usual one is answered by `odd`. */
export async function upstream(odd: Answer = () => false): Promise<LoopbackServer> {
  let time = 0
  const server = await loopbackServer(async (exchange) => {
    if ((await odd(exchange, ++time)) === false) answerWell(exchange)
  })
  onTestFinished(() => server.close())
  return server
}

const USAGE = {
  prompt_tokens: 11,
  completion_tokens: 7,
  total_tokens: 18,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 3 },
}
const BASE = { id: 'chatcmpl-1', model: 'served-1', created: 1 }

function answerWell({ request, response }: Exchange): unknown {
  const body = (request.body ?? {}) as { stream?: boolean; input?: readonly string[] }
  if (request.path.endsWith('/embeddings'))
    return answerJson(response, {
      ...BASE,
      data: body.input?.map((text, index) => ({ index, embedding: [text.length] })),
      usage: { prompt_tokens: 5, total_tokens: 5 },
    })
  if (request.path.endsWith('/models')) return answerJson(response, { data: [{ id: 'served-1' }] })
  if (!body.stream)
    return answerJson(response, {
      ...BASE,
      choices: [{ index: 0, message: { role: 'assistant', content: 'An answer.' }, finish_reason: 'stop' }],
      usage: USAGE,
    })
  response.setHeader('content-type', 'text/event-stream')
  for (const content of ['An ', 'answer.']) response.write(piece(content))
  response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }))
  response.write(chunk({ choices: [], usage: USAGE }))
  return response.end('data: [DONE]\n\n')
}

const answerJson = (response: Exchange['response'], json: object): void => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(json))
}

const chunk = (json: object): string => `data: ${JSON.stringify({ ...BASE, ...json })}\n\n`
/** A piece of a streamed answer. */
export const piece = (content: string): string =>
  chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })

/** Refuses in OpenAI's words. */
export function refuse({ response }: Exchange, status: number, message: string, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ error: { message, type: 'error', code: 'odd_code' } }))
}
