import { answerText, piece } from './texts.ts'
import { CYCLE, encode, encodeJson, type Wire } from './wire.ts'

const usage = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 34,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 46,
}
const part = (text: string) => ({ type: 'output_text', annotations: [], logprobs: [], text })
const item = (status: string, content: object[]) => ({
  id: 'msg_bench',
  type: 'message',
  status,
  role: 'assistant',
  content,
})
const response = (status: string, output: object[]) => ({
  id: 'resp_bench',
  object: 'response',
  created_at: 1760000000,
  status,
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  model: 'gpt-4o-mini',
  output,
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  service_tier: 'default',
  store: true,
  temperature: 1,
  text: { format: { type: 'text' }, verbosity: 'medium' },
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  truncation: 'disabled',
  usage: status === 'completed' ? usage : null,
  user: null,
  metadata: {},
})
const at = { item_id: 'msg_bench', output_index: 0, content_index: 0 }

/** The closing events repeat the text, each of them; of a huge one, they would be all there is to measure. */
const MOST_REPEATED = 100_000

/** The Responses API: named events, the last of which is `response.completed`. */
export const responses: Wire = {
  answer: encodeJson(response('completed', [item('completed', [part(answerText)])])),
  streamType: 'text/event-stream; charset=utf-8',
  streams: (body) => /"stream": ?true/.test(body),
  streamed({ pieces, length }) {
    let sequence_number = 0
    const event = (type: string, data: object): Uint8Array =>
      encode(
        `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence_number++, ...data })}\n\n`,
      )
    const texts = Array.from({ length: CYCLE }, (_, index) => piece(index, length))
    const whole =
      pieces * length > MOST_REPEATED
        ? texts.join('').slice(0, MOST_REPEATED)
        : Array.from({ length: pieces }, (_, index) => texts[index % CYCLE]).join('')
    const done = item('completed', [part(whole)])
    return {
      head: [
        event('response.created', { response: response('in_progress', []) }),
        event('response.in_progress', { response: response('in_progress', []) }),
        event('response.output_item.added', { output_index: 0, item: item('in_progress', []) }),
        event('response.content_part.added', { ...at, part: part('') }),
      ],
      cycle: texts.map((delta) => event('response.output_text.delta', { ...at, delta, logprobs: [] })),
      tail: [
        event('response.output_text.done', { ...at, text: whole, logprobs: [] }),
        event('response.content_part.done', { ...at, part: part(whole) }),
        event('response.output_item.done', { output_index: 0, item: done }),
        event('response.completed', { response: response('completed', [done]) }),
      ],
    }
  },
}
