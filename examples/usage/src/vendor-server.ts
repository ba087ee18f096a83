import { setTimeout } from 'node:timers/promises'
import { type LoopbackServer, loopbackServer } from '@aiu/testing/node'

/** What it charges for a million tokens, in dollars. A model that it does not charge for is not in it. */
export const CHARGES: Readonly<Record<string, { readonly input: number; readonly output: number }>> = {
  'acme-large': { input: 2.5, output: 10 },
  'acme-small': { input: 0.15, output: 0.6 },
  'acme-embed': { input: 0.02, output: 0 },
  'acme-preview': { input: 4, output: 16 },
}

/** What it counted for one model. */
export interface Counted {
  requests: number
  /** Of those, the ones that got a whole answer; the tokens are of these. */
  answered: number
  inputTokens: number
  outputTokens: number
}

export interface VendorServer extends LoopbackServer {
  readonly counted: ReadonlyMap<string, Counted>
}

interface Body {
  readonly model: string
  readonly stream?: boolean
  readonly input?: readonly string[]
  readonly messages?: readonly { readonly content: string }[]
  readonly response_format?: object
}

const MOST_TOKENS = 60
const KNOWN = 'That is a long story, of which only this much can be told here. '.repeat(12).trim()

/** It takes a word for a token. */
const words = (text: string): readonly string[] => text.match(/\s*\S+/g) ?? []

/** A model that does as it is told only when it is told twice. */
const json = (askedBefore: boolean): string =>
  JSON.stringify({ city: 'Paris', inhabitants: askedBefore ? 2_100_000 : 'about two million' })

/**
 * A server that speaks OpenAI's chat completions and embeddings, and keeps an account of its own. Questions that begin with "Busy" get a
 * 503 at first, those that are too long a 400; a story that never ends goes on until its reader leaves.
 */
export async function vendorServer(): Promise<VendorServer> {
  const counted = new Map<string, Counted>()
  const refused = new Set<string>()
  const countOf = (model: string): Counted => {
    const count = counted.get(model) ?? { requests: 0, answered: 0, inputTokens: 0, outputTokens: 0 }
    counted.set(model, count)
    return count
  }
  const server = await loopbackServer(async ({ request, response, over }) => {
    const { model, stream, input, messages = [], response_format } = request.body as unknown as Body
    const count = countOf(model)
    const asked = input ?? messages.map(({ content }) => content)
    const question = asked.join(' ')
    const tell = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1' })
      response.end(JSON.stringify(body))
    }
    const answered = (text = ''): object => {
      const prompt_tokens = words(question).length
      const completion_tokens = words(text).length
      count.answered++
      count.inputTokens += prompt_tokens
      count.outputTokens += completion_tokens
      return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
    }
    const event = (data: object): boolean =>
      response.write(`data: ${JSON.stringify({ id: 'chatcmpl-1', model, choices: [], ...data })}\n\n`)
    const say = (content: string): boolean => event({ choices: [{ index: 0, delta: { content } }] })

    count.requests++
    if (!input && words(question).length > MOST_TOKENS)
      return tell(400, {
        error: { message: `More than ${MOST_TOKENS} tokens.`, type: 'invalid_request_error' },
      })
    if (question.startsWith('Busy') && !refused.has(question)) {
      refused.add(question)
      return tell(503, { error: { message: 'The model is busy.', type: 'server_error' } })
    }
    if (input) {
      const data = input.map((text, index) => ({ index, embedding: [text.length, 0.5] }))
      return tell(200, { model, data, usage: answered() })
    }
    const text = response_format ? json(messages.length > 1) : KNOWN
    const finish_reason = 'stop'
    if (!stream) {
      const message = { role: 'assistant', content: text }
      return tell(200, {
        id: 'chatcmpl-1',
        model,
        choices: [{ index: 0, message, finish_reason }],
        usage: answered(text),
      })
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const word of words(text)) say(word)
    while (question.includes('never ends') && !over.aborted) {
      say(' And then?')
      await setTimeout(1)
    }
    if (over.aborted) return
    event({ choices: [{ index: 0, delta: {}, finish_reason }] })
    event({ usage: answered(text) })
    response.end('data: [DONE]\n\n')
  })
  return Object.assign(server, { counted })
}
