import { setTimeout } from 'node:timers/promises'
import { type LoopbackServer, loopbackServer } from '@aiu/testing/node'

const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'small',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Paris.' }, finish_reason: 'stop' }],
  // What it cost is told by the server itself, as OpenRouter does.
  usage: { prompt_tokens: 14, completion_tokens: 2, total_tokens: 16, cost: 0.0004 },
}

/** A server that speaks OpenAI's chat completions, and takes its time: `requests` are its calls so far. */
export const slowServer = (ms = 300): Promise<LoopbackServer> =>
  loopbackServer(async ({ response }) => {
    await setTimeout(ms)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(ANSWER))
  })
