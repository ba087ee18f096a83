import {
  callItem,
  endedResponse,
  endOf,
  itemIdOf,
  messageItem,
  partsOf,
  reasoningItem,
  refusalPart,
  responseOf,
  summaryPart,
  textPart,
} from './responses-items.ts'
import type { WireAnswer, WireToolCall } from './wire-kit.ts'

type Told = Readonly<Record<string, unknown>>

/** Tells one event after the other, each with its number. */
export type Tell = (type: string, more: Told) => string

/** Begins to count at 0. */
export function teller(): Tell {
  let sequence_number = 0
  return (type, more) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...more, sequence_number: sequence_number++ })}\n\n`
}

/** The two events that every stream begins with. */
export const beginning = (tell: Tell): string =>
  tell('response.created', { response: responseOf({}) }) +
  tell('response.in_progress', { response: responseOf({}) })

/** The event that completes an answer; what of it may stand in its `output` can be left out. */
export function ending(tell: Tell, answer: WireAnswer, output?: readonly Told[]): string {
  const response = endedResponse(answer, output)
  return tell(`response.${response.status}`, { response })
}

/** A part of a message: its events before the first text, for each piece of it, and after the last. */
function partOf(tell: Tell, kind: 'output_text' | 'refusal', output_index: number, content_index: number) {
  const place = { item_id: 'msg_1', output_index, content_index }
  const part = kind === 'refusal' ? refusalPart : textPart
  const [field, logprobs] = kind === 'refusal' ? ['refusal', {}] : ['text', { logprobs: [] }]
  return {
    begin: () => tell('response.content_part.added', { ...place, part: part('') }),
    delta: (delta: string) => tell(`response.${kind}.delta`, { ...place, delta, ...logprobs }),
    end: (all: string) =>
      tell(`response.${kind}.done`, { ...place, [field as string]: all, ...logprobs }) +
      tell('response.content_part.done', { ...place, part: part(all) }),
  }
}

function reasoningPieces(tell: Tell, pieces: readonly string[], output_index: number): string[] {
  const item = { output_index }
  const place = { item_id: 'rs_1', output_index, summary_index: 0 }
  const text = pieces.join('')
  const deltas = pieces.map((delta, index) => {
    const before = index
      ? ''
      : tell('response.output_item.added', { ...item, item: reasoningItem([]) }) +
        tell('response.reasoning_summary_part.added', { ...place, part: summaryPart('') })
    return before + tell('response.reasoning_summary_text.delta', { ...place, delta })
  })
  const after =
    tell('response.reasoning_summary_text.done', { ...place, text }) +
    tell('response.reasoning_summary_part.done', { ...place, part: summaryPart(text) }) +
    tell('response.output_item.done', { ...item, item: reasoningItem([summaryPart(text)]) })
  return [...deltas, after]
}

/** All events of one call, its arguments in two pieces. */
export function callEvents(tell: Tell, call: WireToolCall, output_index: number): string {
  const place = { item_id: itemIdOf(call), output_index }
  const middle = call.arguments.length >> 1
  const delta = (part: string): string =>
    part && tell('response.function_call_arguments.delta', { ...place, delta: part })
  return (
    tell('response.output_item.added', {
      output_index,
      item: callItem({ ...call, arguments: '' }, 'in_progress'),
    }) +
    delta(call.arguments.slice(0, middle)) +
    delta(call.arguments.slice(middle)) +
    tell('response.function_call_arguments.done', { ...place, arguments: call.arguments }) +
    tell('response.output_item.done', { output_index, item: callItem(call, 'completed') })
  )
}

/** What the model thought, its message, its calls, and the end; what must come between two pieces stands before the second. */
export function streamedResponse(answer: WireAnswer): string[] {
  const { text, refusal, reasoning = [], toolCalls = [] } = answer
  const tell = teller()
  const pieces: string[] = []
  let before = beginning(tell)
  let items = 0
  const put = (piece: string): void => {
    pieces.push(before + piece)
    before = ''
  }
  if (reasoning.length) {
    const all = reasoningPieces(tell, reasoning, items++)
    for (const piece of all.slice(0, -1)) put(piece)
    before = all.at(-1) ?? ''
  }
  const parts = partsOf(answer)
  if (parts.length) {
    const output_index = items++
    before += tell('response.output_item.added', { output_index, item: messageItem([], 'in_progress') })
    for (const [content_index, { type }] of parts.entries()) {
      const part = partOf(tell, type === 'refusal' ? 'refusal' : 'output_text', output_index, content_index)
      before += part.begin()
      const said = type === 'refusal' ? [refusal ?? ''] : text
      for (const piece of said) put(part.delta(piece))
      before = part.end(said.join(''))
    }
    const item = messageItem(parts, endOf(answer).status)
    before += tell('response.output_item.done', { output_index, item })
  }
  for (const call of toolCalls) put(callEvents(tell, call, items++))
  put(ending(tell, answer))
  return pieces
}
