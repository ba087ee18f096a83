import { type LoopbackServer, loopbackServer } from '@aiu/testing/node'
import { onTestFinished } from 'vitest'

export type Body = Readonly<Record<string, unknown>>

/** What a server says to a body that it does not take: an error's message, or a whole reply. */
export type Refusal = string | { readonly status?: number; readonly json: unknown }

const words = (body: Body): string => {
  const { response_format: format, tools } = body as { response_format?: Body; tools?: unknown[] }
  return format || tools || /JSON/.test(JSON.stringify(body.messages)) ? '{"city":"Oslo","people":5}' : 'fine'
}

const reply = (body: Body): object => {
  const { tools, model } = body as { tools?: readonly { function: { name: string } }[]; model: string }
  const forced = tools && typeof body.tool_choice === 'object'
  const message = forced
    ? {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: tools[0]?.function.name, arguments: words(body) } },
        ],
      }
    : { role: 'assistant', content: words(body) }
  return {
    id: 'r1',
    model,
    choices: [{ index: 0, message, finish_reason: forced ? 'tool_calls' : 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  }
}

/** The same reply in pieces of a few characters. */
function* pieces(whole: object): Generator<object> {
  const { choices, ...rest } = whole as { choices: [{ message: Body; finish_reason: string }] }
  const [{ message, finish_reason }] = choices
  const calls = message.tool_calls as
    | [{ id: string; function: { name: string; arguments: string } }]
    | undefined
  const text = calls?.[0].function.arguments ?? String(message.content)
  for (let at = 0; at < text.length; at += 4) {
    const piece = text.slice(at, at + 4)
    const delta = calls
      ? {
          tool_calls: [
            {
              index: 0,
              ...(at ? {} : { id: 'c1' }),
              function: { ...(at ? {} : { name: calls[0].function.name }), arguments: piece },
            },
          ],
        }
      : { content: piece }
    yield { ...rest, usage: undefined, choices: [{ index: 0, delta, finish_reason: null }] }
  }
  yield { ...rest, choices: [{ index: 0, delta: {}, finish_reason }] }
}

/** A chat-completions server that refuses some bodies, and answers the others. */
export async function quirkyServer(refuse: (body: Body) => Refusal | undefined): Promise<LoopbackServer> {
  const server = await loopbackServer(({ request, response }) => {
    const body = request.body ?? {}
    const refusal = refuse(body)
    if (refusal !== undefined) {
      const { status = 400, json = { error: { message: refusal, type: 'invalid_request_error' } } } =
        typeof refusal === 'string' ? { json: undefined } : refusal
      response.writeHead(status, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify(json))
    }
    if (request.path.endsWith('/embeddings')) {
      const input = body.input as readonly string[]
      response.setHeader('content-type', 'application/json')
      return void response.end(
        JSON.stringify({ data: input.map((text, index) => ({ index, embedding: [text.length] })) }),
      )
    }
    if (!body.stream) {
      response.setHeader('content-type', 'application/json')
      return void response.end(JSON.stringify(reply(body)))
    }
    response.setHeader('content-type', 'text/event-stream')
    for (const piece of pieces(reply(body))) response.write(`data: ${JSON.stringify(piece)}\n\n`)
    response.end('data: [DONE]\n\n')
  })
  onTestFinished(() => server.close())
  return server
}

/** The bodies that a server was sent. */
export const bodiesOf = ({ requests }: LoopbackServer): readonly Body[] =>
  requests.map(({ body }) => body ?? {})
