import type { WireAnswer, WireToolCall } from './wire-kit.ts'

// The objects of OpenAI's Responses API: https://platform.openai.com/docs/api-reference/responses/object

type Told = Readonly<Record<string, unknown>>
type Status = 'in_progress' | 'completed' | 'incomplete' | 'failed'

/** How an answer's end is told: its status, and for one that was cut the reason. */
export function endOf({ finishReason }: Pick<WireAnswer, 'finishReason'>): {
  readonly status: Status
  readonly incomplete_details: Told | null
} {
  const reason = { length: 'max_output_tokens', 'content-filter': 'content_filter', other: 'odd_reason' }[
    finishReason as string
  ]
  return { status: reason ? 'incomplete' : 'completed', incomplete_details: reason ? { reason } : null }
}

export const usageOf = ({ usage }: Pick<WireAnswer, 'usage'>): Told | null =>
  usage
    ? {
        input_tokens: usage.inputTokens,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: usage.outputTokens,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: usage.inputTokens + usage.outputTokens,
      }
    : null

/** The whole object, as it stands in a reply and in the events that tell of it. */
export const responseOf = (more: Told): Told => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_767_225_600,
  status: 'in_progress',
  error: null,
  incomplete_details: null,
  model: 'example-1',
  output: [],
  usage: null,
  ...more,
})

export const textPart = (text: string): Told => ({ type: 'output_text', annotations: [], logprobs: [], text })
export const refusalPart = (refusal: string): Told => ({ type: 'refusal', refusal })
export const summaryPart = (text: string): Told => ({ type: 'summary_text', text })

export const reasoningItem = (summary: readonly Told[]): Told => ({ id: 'rs_1', type: 'reasoning', summary })

export const messageItem = (content: readonly Told[], status: Status): Told => ({
  id: 'msg_1',
  type: 'message',
  status,
  content,
  role: 'assistant',
})

export const callItem = (call: WireToolCall, status: Status): Told => ({
  id: itemIdOf(call),
  type: 'function_call',
  status,
  arguments: call.arguments,
  call_id: call.id,
  name: call.name,
})

/** The id of the item that holds a call; the call has one of its own. */
export const itemIdOf = ({ id }: Pick<WireToolCall, 'id'>): string => `fc_${id}`

/** The parts of the answer's message; none: it has no message. */
export const partsOf = ({ text, refusal }: WireAnswer): Told[] => [
  ...(text.length ? [textPart(text.join(''))] : []),
  ...(refusal ? [refusalPart(refusal)] : []),
]

/** Everything an answer puts out, in the order of its items. */
function outputOf(answer: WireAnswer): Told[] {
  const { reasoning, toolCalls = [] } = answer
  const parts = partsOf(answer)
  const { status } = endOf(answer)
  return [
    ...(reasoning?.length ? [reasoningItem([summaryPart(reasoning.join(''))])] : []),
    ...(parts.length ? [messageItem(parts, status)] : []),
    ...toolCalls.map((call) => callItem(call, 'completed')),
  ]
}

/** The object as it stands at the answer's end. */
export const endedResponse = (answer: WireAnswer, output: readonly Told[] = outputOf(answer)): Told =>
  responseOf({ ...endOf(answer), output, usage: usageOf(answer) })
