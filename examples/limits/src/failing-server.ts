import { setTimeout } from 'node:timers/promises'
import { type LoopbackServer, loopbackServer } from '@aiu/testing/node'

const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'small',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Fine.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 },
}

export interface FailingServer extends AsyncDisposable {
  readonly baseURL: string
  /** By status. */
  readonly answers: Readonly<Record<200 | 429 | 503, number>>
  /** When each request came, on the clock of `performance.now()`. */
  readonly arrivals: readonly number[]
}

/** Speaks OpenAI's chat completions. Each twelfth request it cannot serve, and at each thirtieth it asks for a little patience. */
export async function failingServer(): Promise<FailingServer> {
  const answers = { 200: 0, 429: 0, 503: 0 }
  const arrivals: number[] = []
  const server: LoopbackServer = await loopbackServer(async ({ request, response }) => {
    // Somebody only looks whether it is there.
    if (request.method === 'GET') return response.end()
    arrivals.push(performance.now())
    const status = arrivals.length % 30 === 0 ? 429 : arrivals.length % 12 === 0 ? 503 : 200
    await setTimeout(40)
    answers[status]++
    const patience = status === 429 ? { 'retry-after-ms': '300' } : {}
    response.writeHead(status, { 'content-type': 'application/json', ...patience })
    response.end(JSON.stringify(status === 200 ? ANSWER : { error: { message: 'Not now.' } }))
  })
  return { baseURL: server.baseURL, answers, arrivals, [Symbol.asyncDispose]: server.close }
}
