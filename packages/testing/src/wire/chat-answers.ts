import { BASE, chunk, DONE, FINISH } from './chat-events.ts'
import type { WireAnswer } from './wire-kit.ts'

/** Where a vendor's chat completions differ from the others. */
export interface ChatVendor {
  /** Its word for what the model thought. */
  readonly reasoning: 'reasoning_content' | 'reasoning'
  /** What a whole answer holds beside its choices. */
  whole(answer: WireAnswer): object
  /** What comes before the first piece of a stream. */
  first(): string
  /** What its last chunk holds beside its choices. */
  last(answer: WireAnswer): object
}

const callsOf = ({ toolCalls }: WireAnswer) =>
  toolCalls?.map(({ id, name, arguments: text }) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  }))

export function wholeChat(answer: WireAnswer, vendor: ChatVendor): string {
  const { text, reasoning, refusal } = answer
  const toolCalls = callsOf(answer)
  return JSON.stringify({
    ...BASE,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: refusal && !text.length ? null : text.join(''),
          ...(reasoning && { [vendor.reasoning]: reasoning.join('') }),
          ...(refusal && { refusal }),
          ...(toolCalls && { tool_calls: toolCalls }),
        },
        finish_reason: FINISH[answer.finishReason],
      },
    ],
    ...vendor.whole(answer),
  })
}

/** What the model thought comes before its answer, a piece for each of its pieces. */
export function streamedChat(answer: WireAnswer, vendor: ChatVendor): string[] {
  const { text, reasoning = [], refusal } = answer
  const [first = '', ...rest] = [
    ...reasoning.map((piece) => chunk({ [vendor.reasoning]: piece })),
    ...text.map((piece) => chunk(piece)),
    ...(refusal ? [chunk({ refusal })] : []),
    ...(callsOf(answer) ?? []).map((call, index) => chunk({ tool_calls: [{ index, ...call }] })),
    chunk({}, FINISH[answer.finishReason], vendor.last(answer)) + DONE,
  ]
  return [vendor.first() + first, ...rest]
}
