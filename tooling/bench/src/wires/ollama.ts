import { answerText, piece } from './texts.ts'
import { CYCLE, encode, encodeJson, type Wire } from './wire.ts'

const answer = (content: string, rest: object) => ({
  model: 'gpt-4o-mini',
  created_at: '2025-10-09T08:53:20.000Z',
  message: { role: 'assistant', content },
  ...rest,
})
const end = {
  done: true,
  done_reason: 'stop',
  total_duration: 500_000_000,
  load_duration: 10_000_000,
  prompt_eval_count: 12,
  prompt_eval_duration: 50_000_000,
  eval_count: 34,
  eval_duration: 400_000_000,
}
const line = (content: string, rest: object): Uint8Array =>
  encode(`${JSON.stringify(answer(content, rest))}\n`)

/** Ollama's own API: lines of JSON, the last of which is `done`. It streams unless told not to. */
export const ollama: Wire = {
  answer: encodeJson(answer(answerText, end)),
  streamType: 'application/x-ndjson',
  streams: (body) => !/"stream": ?false/.test(body),
  streamed: ({ length }) => ({
    head: [],
    cycle: Array.from({ length: CYCLE }, (_, index) => line(piece(index, length), { done: false })),
    tail: [line('', end)],
  }),
}
