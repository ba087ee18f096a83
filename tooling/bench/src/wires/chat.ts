import { answerText, piece } from './texts.ts'
import { CYCLE, encode, encodeJson, type Wire } from './wire.ts'

const base = {
  id: 'chatcmpl-bench',
  created: 1760000000,
  model: 'gpt-4o-mini',
  system_fingerprint: 'fp_bench',
}
const usage = {
  prompt_tokens: 12,
  completion_tokens: 34,
  total_tokens: 46,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
}

const event = (choices: object[], rest: object = {}): Uint8Array =>
  encode(`data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, ...rest })}\n\n`)
const delta = (content: object, finish: string | null = null) => ({
  index: 0,
  delta: content,
  logprobs: null,
  finish_reason: finish,
})

/** Chat completions: server-sent events that end with `[DONE]`. */
export const chat: Wire = {
  answer: encodeJson({
    ...base,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answerText, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
  }),
  streamType: 'text/event-stream',
  streams: (body) => /"stream": ?true/.test(body),
  streamed: ({ length }) => ({
    head: [event([delta({ role: 'assistant', content: '' })])],
    cycle: Array.from({ length: CYCLE }, (_, index) => event([delta({ content: piece(index, length) })])),
    tail: [event([delta({}, 'stop')]), event([], { usage }), encode('data: [DONE]\n\n')],
  }),
}
