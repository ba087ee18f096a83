import { openai } from '@aiu/openai'
import { type RecordedRequest, replayServer } from '@aiu/testing/node'
import { KEY } from './failing.ts'

type Options = NonNullable<Parameters<typeof openai>[0]>

export const RESPONSE = JSON.stringify({
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'm',
  output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi.' }] }],
})
export const COMPLETION = JSON.stringify({
  id: 'chatcmpl_1',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }],
})

/** What reaches a real server when something is asked of a provider whose server it is. */
export async function sent(
  run: (provider: ReturnType<typeof openai>) => Promise<unknown>,
  options: Options = {},
  body: string = RESPONSE,
): Promise<RecordedRequest> {
  await using server = await replayServer({ reply: { body } })
  await run(openai({ baseURL: server.origin, apiKey: KEY, model: 'm', ...options }))
  const [request, ...more] = server.requests
  if (!request || more.length) throw new Error(`${server.requests.length} requests were sent, not one`)
  return request
}
