/** What the server and the stubbed `fetch` send: the same bytes, made once. */

const encoder = new TextEncoder()
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

/** Characters of a streamed piece. */
export const pieceLength = 8
const words = 'It scatters short waves more than long ones, which is why the sky is blue. '
const piece = (index: number): string => {
  const start = (index * 5) % (words.length - pieceLength)
  return words.slice(start, start + pieceLength)
}

/** The text of a whole answer. */
export const answerText = Array.from({ length: 16 }, (_, index) => piece(index)).join('')

/** A whole answer. */
export const answerBytes: Uint8Array = encoder.encode(
  JSON.stringify({
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
)

const event = (choices: object[], rest: object = {}): Uint8Array =>
  encoder.encode(
    `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, ...rest })}\n\n`,
  )
const delta = (content: object, finish: string | null = null) => ({
  index: 0,
  delta: content,
  logprobs: null,
  finish_reason: finish,
})

const first = event([delta({ role: 'assistant', content: '' })])
const middle = Array.from({ length: 64 }, (_, index) => event([delta({ content: piece(index) })]))
const last = [event([delta({}, 'stop')]), event([], { usage }), encoder.encode('data: [DONE]\n\n')]

/** Event number `index` of a stream of so many pieces; undefined past its end. One event is one chunk on the wire. */
export function eventBytes(index: number, pieces: number): Uint8Array | undefined {
  if (index === 0) return first
  return index <= pieces ? middle[(index - 1) % middle.length] : last[index - pieces - 1]
}

/** How many pieces a base URL asks for: `/pieces-2000/v1`. */
export const piecesOf = (url: string): number => Number(/\/pieces-(\d+)\//.exec(url)?.[1] ?? 16)
